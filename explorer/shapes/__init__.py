"""How the input becomes the output, seen three ways: a staircase, a worksheet, and Table 1 of He et al. 2015."""
