//! What the fuzz targets share: the facts, made-up rows, packing, and what must hold of everything read.

pub mod account;
pub mod facts;
pub mod made_up;
pub mod packing;
pub mod parquet_files;
