"""Made clips of moving cut-outs, with the exact id of every pixel."""
