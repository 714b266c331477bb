//! `cargo xtask serve`: the dev server, and the model compiled anew whenever its code changes.

use std::fs;
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, SystemTime};

use crate::package::{self, Wasm};
use crate::setup::{Need, Setup};
use crate::step::{Failed, Outcome};
use crate::tools::{node, top};

/// How often the code is looked at: soon enough to be felt as at once, seldom enough to cost nothing.
const LOOK: Duration = Duration::from_millis(300);

/// Serves until the server ends or the terminal interrupts it.
pub fn serve(setup: &mut Setup, port: Option<u16>) -> Outcome {
    setup.need(Need::NodeModules)?;
    package::build(setup, Wasm::Quick)?;
    let mut built = state(&top().join("crates"));
    let mut server = start(port)?;
    while running(&mut server)? {
        thread::sleep(LOOK);
        let now = state(&top().join("crates"));
        if now != built {
            built = now;
            rebuild(setup);
        }
    }
    Err(Failed("the server has ended".into()))
}

/// Vite says the address itself: it alone knows which port was free. Its input is a pipe that nobody writes
/// to. The pipe ends when this process does, however that comes about, and then so does Vite: except in CI,
/// so that is kept from it.
fn start(port: Option<u16>) -> Outcome<Child> {
    let mut vite = node("node_modules/vite/bin/vite.js");
    vite.args(["--clearScreen", "false"]).stdin(Stdio::piped()).env_remove("CI");
    if let Some(port) = port {
        vite.args(["--strictPort", "--port", &port.to_string()]);
    }
    vite.spawn().map_err(|error| Failed(format!("cannot start Vite: {error}")))
}

fn running(server: &mut Child) -> Outcome<bool> {
    server.try_wait().map(|ended| ended.is_none()).map_err(|error| Failed(format!("Vite: {error}")))
}

/// Code that does not compile leaves the page as it was; the compiler has said what is wrong.
fn rebuild(setup: &mut Setup) {
    match package::build(setup, Wasm::Quick) {
        Ok(()) => println!("  the page reloads"),
        Err(failed) => println!("  {failed}: the page keeps what it had"),
    }
}

/// How many files a folder holds and when the last of them changed: enough to see any change, a deletion too.
fn state(folder: &Path) -> (usize, Option<SystemTime>) {
    let Ok(entries) = fs::read_dir(folder) else { return (0, None) };
    entries.flatten().fold((0, None), |(count, latest), entry| {
        let (more, changed) =
            if entry.path().is_dir() { state(&entry.path()) } else { (1, modified(&entry)) };
        (count + more, latest.max(changed))
    })
}

fn modified(entry: &fs::DirEntry) -> Option<SystemTime> {
    entry.metadata().and_then(|metadata| metadata.modified()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_a_changed_and_a_deleted_file_are_seen() {
        let folder = std::env::temp_dir().join(format!("xtask-state-{}", std::process::id()));
        let file = folder.join("deep").join("lib.rs");
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        let empty = state(&folder);
        fs::write(&file, "").unwrap();
        let new = state(&folder);
        let later = SystemTime::now() + Duration::from_secs(5);
        fs::File::open(&file).unwrap().set_modified(later).unwrap();
        let changed = state(&folder);
        fs::remove_file(&file).unwrap();
        assert!(empty != new && new != changed, "{empty:?} {new:?} {changed:?}");
        assert_eq!(state(&folder), empty);
        fs::remove_dir_all(&folder).unwrap();
    }
}
