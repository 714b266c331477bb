//! What a terminal keeps from one command to the next: files and the namespace.

use crate::object::Uid;
use imbl::{OrdMap, OrdSet};
use std::sync::Arc;

/// A terminal's state. Copies share what did not change.
#[derive(Clone, Debug, Default)]
pub struct Session {
    files: OrdMap<Arc<str>, Arc<str>>,
    namespace: Option<Arc<str>>,
    /// The fields of each object that patches have set.
    patched: OrdMap<Uid, OrdSet<String>>,
}

impl Session {
    /// Saves a file in the working directory, for `-f` to name.
    pub fn save_file(&mut self, name: &str, content: &str) {
        self.files.insert(clean(name).into(), content.into());
    }

    /// What is in a file of the working directory.
    pub fn file(&self, name: &str) -> Option<&Arc<str>> {
        self.files.get(clean(name))
    }

    /// The files below a folder, by name; `.` is the working directory.
    pub fn files_in<'a>(
        &'a self,
        folder: &'a str,
    ) -> impl Iterator<Item = (&'a Arc<str>, &'a Arc<str>)> + 'a {
        let folder = clean(folder).trim_end_matches('/');
        self.files.iter().filter(move |(name, _)| match folder {
            "" | "." => !name.contains('/'),
            folder => name.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')),
        })
    }

    /// Notes the fields that a patch sets. Returns whether one of them is new: then the object changes even if its value
    /// does not, because its `managedFields`, which are not modelled, say since then that `kubectl-patch` manages it.
    pub(crate) fn note_patch(&mut self, object: Uid, fields: Vec<String>) -> bool {
        let known = self.patched.entry(object).or_default();
        let before = known.len();
        known.extend(fields);
        known.len() > before
    }

    /// The namespace of commands that name none.
    pub fn namespace(&self) -> &str {
        self.namespace.as_deref().unwrap_or("default")
    }

    /// Sets it (`kubectl config set-context --current --namespace=…`).
    pub fn set_namespace(&mut self, namespace: &str) {
        self.namespace = Some(namespace.into());
    }
}

/// A file's name without a leading `./`.
fn clean(name: &str) -> &str {
    name.trim_start_matches("./")
}
