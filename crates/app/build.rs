//! Facts and releases are embedded; a file added to either folder must rebuild the crate.

fn main() {
    println!("cargo::rerun-if-changed=../../facts");
    println!("cargo::rerun-if-changed=../../releases");
}
