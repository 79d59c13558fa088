//! The fuzz target `ids_and_money`: its body is in `src/fuzzing.rs`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| florin::fuzzing::ids_and_money(data));
