//! The scores, one file each, with formula and literature.
