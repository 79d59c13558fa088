//! The fuzz target `headers`: its body is in `src/fuzzing.rs`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| florin::fuzzing::headers(data));
