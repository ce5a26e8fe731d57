"""Furnished rooms in 3-D with depth, poses, instance ids, camera actions and questions, all exact."""
