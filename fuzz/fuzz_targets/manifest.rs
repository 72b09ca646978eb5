//! Reading manifests: any text is refused or prints as it was written; a sealed body never gets past its checks.
#![no_main]

use archive::store::Manifest;
use libfuzzer_sys::fuzz_target;
use sha2::{Digest, Sha256};

fuzz_target!(|text: &str| {
    let _ = Manifest::read(text);
    // With a right seal, the parser behind it is reached.
    let seal: String = Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    if let Ok(manifest) = Manifest::read(&format!("{text},\n  \"sha256\": \"{seal}\"\n}}\n")) {
        assert_eq!(Manifest::read(&manifest.to_text()).as_ref(), Ok(&manifest));
        for file in manifest.files() {
            assert!(!file.name.contains(['/', '\\']) && !file.name.starts_with('.'), "{}", file.name);
        }
    }
});
