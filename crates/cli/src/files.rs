//! Reads what the commands are given: files, and folders of them.

use ordinal_core::Scenario;
use std::io::{Read, stdin};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The text of a file.
///
/// # Errors
/// In words for the terminal: which file, and what the system says.
pub fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| failure(path, &error))
}

/// The scenario in a file, or of the manifest in it; `-` is standard input.
///
/// # Errors
/// As [`read`], and when it is no scenario.
pub fn scenario(path: &Path) -> Result<Scenario, String> {
    let text = if path == Path::new("-") { read_stdin()? } else { read(path)? };
    Scenario::parse(&text).map_err(|error| format!("{}: {error}", path.display()))
}

fn read_stdin() -> Result<String, String> {
    let mut text = String::new();
    // One byte more than is ever read, so that too much is told from just enough.
    let limit = ordinal_core::yaml::LARGEST as u64 + 1;
    stdin().lock().take(limit).read_to_string(&mut text).map_err(|error| failure(Path::new("-"), &error))?;
    Ok(text)
}

/// The files that a path means: itself, or, of a folder, those in it with an ending, by name.
///
/// # Errors
/// As [`read`].
pub fn expand(path: &Path, ending: &str) -> Result<Vec<PathBuf>, String> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = fs::read_dir(path).map_err(|error| failure(path, &error))?;
    let paths: Result<Vec<PathBuf>, io::Error> = entries.map(|entry| Ok(entry?.path())).collect();
    let mut paths = paths.map_err(|error| failure(path, &error))?;
    paths.retain(|path| path.extension().is_some_and(|end| end == ending));
    paths.sort();
    Ok(paths)
}

fn failure(path: &Path, error: &io::Error) -> String {
    format!("{}: {error}", path.display())
}
