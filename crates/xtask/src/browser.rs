//! The browsers in which the page is tested, the driver of one, and how that is started.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::step::{Failed, Outcome};
use crate::tools::{find, target_folder, top};

/// Names under which systems install Chromium or its kin.
const NAMES: [&str; 5] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/// Where the options of the browser begin in crates/wasm/webdriver.json.
const OPTIONS: &str = r#""goog:chromeOptions": {"#;

/// The browser: what CHROMIUM names, or the first on the PATH.
pub fn chromium() -> Option<PathBuf> {
    named("CHROMIUM").or_else(|| NAMES.iter().find_map(|name| find(name)))
}

/// The browser's driver: what CHROMEDRIVER names, or the first on the PATH.
pub fn chromedriver() -> Option<PathBuf> {
    named("CHROMEDRIVER").or_else(|| find("chromedriver"))
}

/// The other browser: what FIREFOX names, or the first on the PATH.
pub fn firefox() -> Option<PathBuf> {
    named("FIREFOX").or_else(|| find("firefox-esr")).or_else(|| find("firefox"))
}

fn named(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).map(PathBuf::from).filter(|file| file.is_file())
}

/// A file that tells the driver to start this browser with the options of crates/wasm/webdriver.json: left to
/// itself it would look only in places of its own.
pub fn driver_options(browser: &Path) -> Outcome<PathBuf> {
    let committed = top().join("crates").join("wasm").join("webdriver.json");
    let made = target_folder()?.join("webdriver.json");
    let options = fs::read_to_string(committed).map(|options| with_binary(&options, browser));
    let written = options.and_then(|options| fs::write(&made, options));
    written.map(|()| made).map_err(|error| Failed(format!("crates/wasm/webdriver.json: {error}")))
}

fn with_binary(options: &str, browser: &Path) -> String {
    options.replacen(OPTIONS, &format!("{OPTIONS} \"binary\": {browser:?},"), 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_is_added_to_the_options() {
        let options = with_binary(r#"{ "goog:chromeOptions": { "args": [] } }"#, Path::new("/opt/my chrome"));
        assert_eq!(options, r#"{ "goog:chromeOptions": { "binary": "/opt/my chrome", "args": [] } }"#);
    }

    #[test]
    fn the_committed_options_have_the_place() {
        let committed = include_str!("../../wasm/webdriver.json");
        assert!(with_binary(committed, Path::new("/usr/bin/chromium")).contains("/usr/bin/chromium"));
    }
}
