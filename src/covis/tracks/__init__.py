"""From views to instance label maps: one id for one physical object in all views."""
