//! The fuzz target `socket_message`: its body is in `src/fuzzing.rs`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| florin::fuzzing::socket_message(data));
