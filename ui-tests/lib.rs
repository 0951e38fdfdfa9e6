//! Nothing: the cases are in `fail/` and `pass/`.
