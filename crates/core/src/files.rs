//! What is stored on volumes and in containers: files by path, with when they were last written.

use crate::object::{Name, Uid};
use crate::persist::{OrdMap, Place};
use crate::time::Time;
use std::cmp::Ordering;

/// A file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// What is in it.
    pub content: Name,
    /// When it was last written.
    pub written: Time,
}

/// Where files are: on a volume, which outlives pods, or in a pod's own container, which does not.
///
/// Both are known by the UID of their object: the PersistentVolume's, or the Pod's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Disk {
    /// A volume.
    Volume(Uid),
    /// The root file system of a pod's containers. (All containers of a pod share one here; the cost is that they see
    /// each other's files outside of volumes.)
    Root(Uid),
}

/// All files of a cluster. Directories are files whose path ends in `/`.
#[derive(Clone, Debug, Default)]
pub struct Files {
    files: OrdMap<(Disk, Name), File>,
    damaged: OrdMap<Uid, Time>,
}

impl Files {
    /// A file, by its path within the disk, without a leading `/`.
    pub fn get(&self, disk: Disk, path: &str) -> Option<&File> {
        self.files
            .find(disk.place(), |(on, at)| on.cmp(&disk).then_with(|| (**at).cmp(path)))
            .map(|(_, file)| file)
    }

    /// The files of a disk whose paths begin with a prefix, by path.
    pub fn list<'a>(
        &'a self,
        disk: Disk,
        prefix: &'a str,
    ) -> impl Iterator<Item = (&'a Name, &'a File)> + 'a {
        self.files
            .matching(disk.place(), move |(on, path)| {
                let begins = path.starts_with(prefix);
                on.cmp(&disk).then_with(|| if begins { Ordering::Equal } else { (**path).cmp(prefix) })
            })
            .map(|((_, path), file)| (path, file))
    }

    /// Writes a file.
    pub fn write(&mut self, now: Time, disk: Disk, path: &str, content: &str) {
        self.files.insert((disk, path.into()), File { content: content.into(), written: now });
    }

    /// Removes a file. Returns whether it was there.
    pub fn remove(&mut self, disk: Disk, path: &str) -> bool {
        self.files.remove(&(disk, path.into()))
    }

    /// Removes all that is on a volume: the volume itself is deleted.
    pub fn drop_volume(&mut self, volume: Uid) {
        self.drop_disk(Disk::Volume(volume));
        self.damaged.remove(&volume);
    }

    /// Removes what a container left: it is gone.
    pub fn drop_root(&mut self, pod: Uid) {
        self.drop_disk(Disk::Root(pod));
    }

    fn drop_disk(&mut self, disk: Disk) {
        let paths: Vec<Name> = self.list(disk, "").map(|(path, _)| path.clone()).collect();
        for path in paths {
            self.files.remove(&(disk, path));
        }
    }

    /// Notes that two containers had a volume at once and may have spoilt what is on it.
    pub fn damage(&mut self, volume: Uid, now: Time) {
        if !self.damaged.contains_key(&volume) {
            self.damaged.insert(volume, now);
        }
    }

    /// Since when a volume may be spoilt.
    pub fn damaged_since(&self, volume: Uid) -> Option<Time> {
        self.damaged.get(&volume).copied()
    }
}
