//! What the tests of more than one crate share: the recorded traces, read as plain JSON, and the laws of the model.

pub mod laws;

use serde_json::Value;
use std::path::PathBuf;

/// The folder with a copy of the recordings of a real control plane.
#[must_use]
pub fn traces_folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("traces")
}

/// Every trace as (its name, its JSON), in order of name.
///
/// # Panics
/// When the folder or a trace in it cannot be read: a broken checkout.
#[must_use]
pub fn traces() -> Vec<(String, Value)> {
    let entries = std::fs::read_dir(traces_folder()).expect("tests/traces is there");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("readable").path()).collect();
    paths.sort();
    paths.iter().filter(|path| path.extension().is_some_and(|end| end == "json")).map(read_trace).collect()
}

fn read_trace(path: &PathBuf) -> (String, Value) {
    let text = std::fs::read_to_string(path).expect("a trace is readable");
    let name = path.file_stem().expect("a file has a name").to_string_lossy().into_owned();
    (name, serde_json::from_str(&text).expect("a trace is JSON"))
}
