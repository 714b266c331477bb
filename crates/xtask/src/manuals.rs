//! Real documentation sites with the element in them, built as README says: MkDocs and VitePress, from tests/sites.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::browser;
use crate::setup::{Need, Setup};
use crate::step::{Failed, Outcome};
use crate::tools::{self, command, node, top};

/// Builds both sites, and tries the element in them in Chromium and, where there is one, in Firefox.
pub fn check(setup: &mut Setup) -> Outcome {
    let sites = tools::target_folder()?.join("sites");
    mkdocs(setup, &sites.join("mkdocs"))?;
    vitepress(setup, &sites.join("vitepress"))?;
    let mut playwright = node("node_modules/@playwright/test/cli.js");
    playwright.args(["test", "--config", "sites.config.ts"]).env("SITES", &sites);
    playwright.env("CHROMIUM", browser::chromium().unwrap_or_default());
    match setup.need(Need::Firefox) {
        Ok(()) => drop(playwright.env("FIREFOX", browser::firefox().unwrap_or_default())),
        Err(missing) => println!("  Firefox is left out: {missing}"),
    }
    setup.step("playwright", &mut playwright)
}

fn mkdocs(setup: &Setup, folder: &Path) -> Outcome {
    copied("mkdocs", folder, &folder.join("docs"))?;
    let program = tools::venv().join("bin").join("mkdocs");
    setup.step("build a site with MkDocs", command(&program).current_dir(folder).args(["build", "--strict"]))
}

fn vitepress(setup: &Setup, folder: &Path) -> Outcome {
    copied("vitepress", folder, &folder.join("public"))?;
    setup.npm_packages("VitePress", folder, "install")?;
    let program = folder.join("node_modules/vitepress/bin/vitepress.js");
    setup.step("build a site with VitePress", command("node").current_dir(folder).arg(program).arg("build"))
}

/// Copies a site's source out of the repository, and into it what README says: dist as `ordinal`, here with examples.
fn copied(name: &str, folder: &Path, files: &Path) -> Outcome {
    let ordinal = files.join("ordinal");
    let copies = [
        (top().join("tests/sites").join(name), folder.to_owned()),
        (top().join("dist"), ordinal.clone()),
        (top().join("web/scenarios/traps"), ordinal.join("examples")),
    ];
    let stale = if ordinal.exists() { fs::remove_dir_all(&ordinal) } else { Ok(()) };
    let done = stale.and_then(|()| copies.iter().try_for_each(|(from, to)| copy(from, to)));
    done.map_err(|error| Failed(format!("{}: {error}", folder.display())))
}

/// Copies a folder with all in it but installed packages.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target: PathBuf = to.join(entry.file_name());
        if entry.file_name() == "node_modules" {
            continue;
        } else if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_copied_without_its_packages() {
        let folder = std::env::temp_dir().join(format!("xtask-copy-{}", std::process::id()));
        let (from, to) = (folder.join("from"), folder.join("to"));
        for file in ["a/b/page.md", "node_modules/big/index.js"] {
            fs::create_dir_all(from.join(file).parent().unwrap()).unwrap();
            fs::write(from.join(file), "text").unwrap();
        }
        copy(&from, &to).unwrap();
        assert!(to.join("a/b/page.md").is_file());
        assert!(!to.join("node_modules").exists());
        fs::remove_dir_all(&folder).unwrap();
    }
}
