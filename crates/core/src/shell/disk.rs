//! Which file a path means: on a volume, in the container, on a node, or in the terminal's working directory.

use super::machine::{Machine, Shell};
use super::run::LARGEST;
use super::web;
use crate::files::{Disk, File};
use crate::object::{Key, Kind, Name, Uid};

/// What kernels say of paths.
pub(super) const MISSING: &str = "No such file or directory";
pub(super) const DIRECTORY: &str = "Is a directory";

/// Directories that every container and node has.
const BASE: [&str; 16] = [
    "/bin", "/dev", "/etc", "/home", "/lib", "/mnt", "/opt", "/proc", "/root", "/run", "/sbin", "/srv",
    "/sys", "/tmp", "/usr", "/var",
];

/// The disk of the node that `minikube ssh` shows.
const NODE: Disk = Disk::Root(Uid(0));

/// Where a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    /// On a disk, by its path there.
    On(Disk, String),
    /// In the terminal's working directory.
    Working(String),
}

impl Shell<'_> {
    /// A path from the root, without `.` and `..`.
    pub(super) fn absolute(&self, path: &str) -> String {
        let from = if path.starts_with('/') { "" } else { self.memory.directory.as_str() };
        let mut parts: Vec<&str> = Vec::new();
        for part in from.split('/').chain(path.split('/')) {
            match part {
                "" | "." => {}
                ".." => drop(parts.pop()),
                "~" if parts.is_empty() => parts.push("root"),
                part => parts.push(part),
            }
        }
        format!("/{}", parts.join("/"))
    }

    /// Where the volumes of the container are: path, and the UID of the volume behind it if it is a claim's.
    pub(super) fn mounts(&self) -> Vec<(String, Option<Uid>)> {
        let (Some(pod), Some(container)) = (self.pod(), self.container()) else { return Vec::new() };
        let claims = pod.pod().map(|pod| &*pod.claims).unwrap_or_default();
        let mount = |mount: &crate::object::Mount| {
            let claim = claims.iter().find(|claim| claim.name == mount.volume);
            let volume = claim.and_then(|claim| {
                let claim = pod.key().beside(Kind::PersistentVolumeClaim, &claim.claim);
                let volume = self.world.store.get(&claim)?.claim()?.volume.clone()?;
                Some(self.world.store.get(&Key::global(Kind::PersistentVolume, &volume))?.meta.uid)
            });
            (self.absolute(&mount.path), volume)
        };
        container.mounts.iter().map(mount).collect()
    }

    /// The folders of a node that are volumes (`local`, `hostPath`).
    fn node_mounts(&self) -> Vec<(String, Option<Uid>)> {
        let volumes = self.world.store.list(Kind::PersistentVolume, None);
        let path = |object: &std::sync::Arc<crate::object::Object>| {
            let raw = &object.volume()?.raw;
            let path = raw["local"]["path"].as_str().or_else(|| raw["hostPath"]["path"].as_str())?;
            Some((self.absolute(path), Some(object.meta.uid)))
        };
        volumes.filter_map(path).collect()
    }

    /// What is mounted where this shell runs.
    fn all_mounts(&self) -> Vec<(String, Option<Uid>)> {
        match self.memory.machine {
            Machine::Pod { .. } => self.mounts(),
            Machine::Node => self.node_mounts(),
            Machine::Terminal => Vec::new(),
        }
    }

    /// The place of an absolute path.
    fn place(&self, path: &str) -> Place {
        let root = match self.memory.machine {
            Machine::Terminal => return Place::Working(path.trim_start_matches('/').into()),
            Machine::Node => NODE,
            Machine::Pod { uid, .. } => Disk::Root(uid),
        };
        let mounts = self.all_mounts();
        let below = mounts.iter().filter_map(|(at, volume)| {
            let rest = path.strip_prefix(at.as_str())?;
            (rest.is_empty() || rest.starts_with('/') || at == "/").then_some((at.len(), rest, (*volume)?))
        });
        match below.max_by_key(|(length, ..)| *length) {
            Some((_, rest, volume)) => Place::On(Disk::Volume(volume), rest.trim_start_matches('/').into()),
            None => Place::On(root, path.trim_start_matches('/').into()),
        }
    }

    fn stored(&self, path: &str) -> Option<File> {
        match self.place(path) {
            Place::On(disk, path) => self.world.files.get(disk, &path).cloned(),
            Place::Working(name) => self
                .session
                .file(&name)
                .map(|content| File { content: content.clone(), written: self.world.now }),
        }
    }

    /// A file that containers are given.
    fn given(&self, path: &str) -> Option<String> {
        let pod = self.pod()?;
        let (host, namespace) = (self.host_name(), &pod.meta.namespace);
        match path {
            "/etc/hostname" => Some(format!("{host}\n")),
            "/etc/resolv.conf" => Some(format!(
                "search {namespace}.svc.cluster.local svc.cluster.local cluster.local\nnameserver {}\noptions ndots:5\n",
                crate::dns::SERVER
            )),
            "/etc/hosts" => {
                let body = pod.pod()?;
                let address = body.status.ip.as_deref().unwrap_or("");
                let names = match &*body.subdomain {
                    "" => host,
                    subdomain => format!("{host}.{subdomain}.{namespace}.svc.cluster.local\t{host}"),
                };
                Some(format!("# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n{address}\t{names}\n"))
            }
            _ => None,
        }
    }

    /// A file, by a path as it was typed.
    pub(super) fn file(&self, path: &str) -> Option<File> {
        let path = self.absolute(path);
        let given = || self.given(&path).map(|text| File { content: text.into(), written: self.world.now });
        self.stored(&path).or_else(given)
    }

    /// What is in a file.
    pub(crate) fn read(&self, path: &str) -> Result<String, &'static str> {
        match self.file(path) {
            Some(file) => Ok(file.content.to_string()),
            None if self.absolute(path) == "/dev/null" => Ok(String::new()),
            None if self.is_directory(path) => Err(DIRECTORY),
            None => Err(MISSING),
        }
    }

    /// Writes a file, whose folder must be there.
    pub(crate) fn write(&mut self, path: &str, text: &str, append: bool) -> Result<(), &'static str> {
        let path = self.absolute(path);
        let outputs = ["/dev/null", "/dev/stdout", "/dev/stderr"];
        if outputs.contains(&path.as_str()) {
            return Ok(());
        }
        if self.is_directory(&path) {
            return Err(DIRECTORY);
        }
        if !self.is_directory(parent(&path)) {
            return Err(MISSING);
        }
        let before = if append { self.stored(&path).map(|file| file.content) } else { None };
        let content = before.map_or_else(|| text.to_string(), |before| format!("{before}{text}"));
        if content.len() > LARGEST {
            return Err("File too large");
        }
        self.store(&path, &content);
        Ok(())
    }

    fn store(&mut self, path: &str, content: &str) {
        let now = self.world.now;
        match self.place(path) {
            Place::On(disk, path) => self.world.files.write(now, disk, &path, content),
            Place::Working(name) => self.session.save_file(&name, content),
        }
    }

    /// Makes a folder.
    pub(super) fn make_directory(&mut self, path: &str) {
        let path = format!("{}/", self.absolute(path));
        self.store(&path, "");
    }

    /// Removes a file, or a folder with all that is in it. Returns whether anything was there.
    pub(super) fn remove(&mut self, path: &str) -> bool {
        let path = self.absolute(path);
        match self.place(&path) {
            Place::On(disk, path) => {
                let folder = if path.is_empty() { String::new() } else { format!("{path}/") };
                let inside: Vec<Name> =
                    self.world.files.list(disk, &folder).map(|(path, _)| path.clone()).collect();
                let here = self.world.files.remove(disk, &path);
                inside.iter().fold(here, |removed, path| self.world.files.remove(disk, path) | removed)
            }
            Place::Working(name) => self.session.remove_file(&name),
        }
    }

    /// Whether a path is a folder.
    pub(crate) fn is_directory(&self, path: &str) -> bool {
        let path = self.absolute(path);
        if path == "/" || (self.memory.machine != Machine::Terminal && BASE.contains(&path.as_str())) {
            return true;
        }
        let folder = format!("{path}/");
        self.landmarks().iter().any(|known| *known == path || known.starts_with(&folder))
            || self.has_below(&path)
    }

    fn has_below(&self, path: &str) -> bool {
        match self.place(path) {
            Place::On(disk, path) => self.world.files.list(disk, &format!("{path}/")).next().is_some(),
            Place::Working(name) => {
                self.session.files().any(|(known, _)| known.starts_with(&format!("{name}/")))
            }
        }
    }

    /// Folders that are there without a file in them: mounts, and those from which web servers serve.
    fn landmarks(&self) -> Vec<String> {
        let mounts = self.all_mounts().into_iter().map(|(path, _)| path);
        let image = self.container().map(|container| container.image.clone());
        mounts.chain(image.and_then(|image| web::root(&image)).map(String::from)).collect()
    }

    /// The names in a folder, in order; those of folders end in `/`. None where there is no such folder.
    pub(super) fn entries(&self, path: &str) -> Option<Vec<String>> {
        let path = self.absolute(path);
        if !self.is_directory(&path) {
            return None;
        }
        let folder = if path == "/" { path.clone() } else { format!("{path}/") };
        let mut names: Vec<String> = match self.place(&path) {
            Place::On(disk, prefix) => {
                let prefix = if prefix.is_empty() { prefix } else { format!("{prefix}/") };
                let below = self.world.files.list(disk, &prefix);
                below.filter_map(|(path, _)| first(&path[prefix.len()..])).collect()
            }
            Place::Working(prefix) => {
                let prefix = if prefix.is_empty() { prefix } else { format!("{prefix}/") };
                let below = self.session.files().filter_map(|(name, _)| name.strip_prefix(prefix.as_str()));
                below.filter_map(first).collect()
            }
        };
        let known = self.landmarks();
        let base = if self.memory.machine == Machine::Terminal { &[][..] } else { &BASE[..] };
        let known = known.iter().map(String::as_str).chain(base.iter().copied());
        names.extend(
            known
                .filter_map(|known| known.strip_prefix(folder.as_str()))
                .filter_map(|rest| first(&format!("{rest}/"))),
        );
        crate::sort::sort(&mut names);
        names.dedup();
        Some(names)
    }
}

/// The first part of a path; with its `/` if more follows.
fn first(path: &str) -> Option<String> {
    let end = path.find('/').map_or(path.len(), |at| at + 1);
    (end > 0 && path != "/").then(|| path[..end].to_string())
}

/// The folder of an absolute path.
pub(super) fn parent(path: &str) -> &str {
    match path.rfind('/') {
        None | Some(0) => "/",
        Some(at) => &path[..at],
    }
}
