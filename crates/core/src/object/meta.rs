//! An object's metadata: `metav1.ObjectMeta` as far as the model uses it.

use super::{Key, Kind, List, Name, TextMap};
use crate::time::Time;
use std::fmt;
use std::sync::LazyLock;

/// An object's unique identity: no two objects of a run have the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uid(pub u64);

impl fmt::Display for Uid {
    /// As a version 4 UUID. The digits are scrambled from the number, so that they look like those of a real cluster
    /// and stay the same in every run.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (a, b) = (scramble(self.0), scramble(self.0 ^ 0x9e37_79b9_7f4a_7c15));
        let (high, low) = (hex(a & !0xf000 | 0x4000), hex(b & !(1 << 62) | 1 << 63));
        let mut text = [b'-'; 36];
        for (at, digits) in
            [(0, &high[..8]), (9, &high[8..12]), (14, &high[12..]), (19, &low[..4]), (24, &low[4..])]
        {
            text[at..at + digits.len()].copy_from_slice(digits);
        }
        f.write_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

/// A number in hexadecimal digits. Several are written for each pod, so this is done without the formatting machinery.
pub(crate) fn hex(number: u64) -> [u8; 16] {
    std::array::from_fn(|at| b"0123456789abcdef"[(number >> (60 - 4 * at)) as usize & 15])
}

impl Uid {
    /// The UID of a text, if it is one of this model's.
    ///
    /// All but four bits of the scrambled number are in the text; so each of the sixteen numbers is tried.
    pub fn parse(text: &str) -> Option<Uid> {
        Uid::candidates(text)?.find(|uid| uid.to_string() == text)
    }

    /// The UID of a text, if it is one of this model's; for other texts it may be any. It is the least of those that it may
    /// be of: the others are as large as random numbers are.
    pub(crate) fn guess(text: &str) -> Option<Uid> {
        Uid::candidates(text)?.min()
    }

    fn candidates(text: &str) -> Option<impl Iterator<Item = Uid>> {
        let field = |at: std::ops::Range<usize>| u64::from_str_radix(text.get(at)?, 16).ok();
        let known = field(0..8)? << 32 | field(9..13)? << 16 | field(15..18)?;
        Some((0..16).map(move |lost| Uid(unscramble(known | lost << 12))))
    }
}

/// The finalizer of the splitmix64 generator: a bijection whose output looks random.
pub(crate) fn scramble(n: u64) -> u64 {
    let n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}

/// The number that [`scramble`] makes this one of: its steps undone, last first. The factors are the inverses of those
/// above modulo 2^64.
fn unscramble(n: u64) -> u64 {
    let n = (n ^ (n >> 31) ^ (n >> 62)).wrapping_mul(0x3196_42b2_d24d_8ec3);
    let n = (n ^ (n >> 27) ^ (n >> 54)).wrapping_mul(0x96de_1b17_3f11_9089);
    n ^ (n >> 30) ^ (n >> 60)
}

/// That deletion was asked for: `deletionTimestamp` and `deletionGracePeriodSeconds`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deletion {
    /// When it was asked for.
    pub requested: Time,
    /// The grace period in seconds.
    pub grace_seconds: u64,
}

/// An owner reference (`metav1.OwnerReference`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnerRef {
    /// The owner's kind.
    pub kind: Kind,
    /// The owner's name.
    pub name: Name,
    /// The owner's UID.
    pub uid: Uid,
    /// Whether the owner is the managing controller.
    pub controller: bool,
    /// Whether a foreground deletion of the owner waits for this object.
    pub block_owner_deletion: bool,
}

/// An object's metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meta {
    /// Its kind.
    pub kind: Kind,
    /// Its name.
    pub name: Name,
    /// Its namespace; empty for cluster-wide kinds.
    pub namespace: Name,
    /// The place of its key, which is made of its name and asked for often.
    pub(crate) place: u32,
    /// The prefix its name was generated from, if it was.
    pub generate_name: Option<Name>,
    /// Its UID; the store gives it.
    pub uid: Uid,
    /// Which write it was last changed by; the store gives it.
    pub resource_version: u64,
    /// How often what is wanted of it has changed.
    pub generation: u64,
    /// When it was created; the store gives it.
    pub created: Time,
    /// Whether its deletion was asked for. In a box of its own: few objects have it, and there are many.
    pub deletion: Option<Box<Deletion>>,
    /// Labels.
    pub labels: TextMap,
    /// Annotations.
    pub annotations: TextMap,
    /// Owner references.
    pub owners: List<OwnerRef>,
    /// What must be done before it may go.
    pub finalizers: List<Name>,
}

/// The name of a label or annotation; those that thousands of objects have are one text for all.
fn well_known(name: &str) -> Name {
    static NAMES: LazyLock<[Name; 8]> = LazyLock::new(|| {
        [
            "apps.kubernetes.io/pod-index",
            "controller-revision-hash",
            "pv.kubernetes.io/bind-completed",
            "pv.kubernetes.io/bound-by-controller",
            "pv.kubernetes.io/provisioned-by",
            "statefulset.kubernetes.io/pod-name",
            "volume.beta.kubernetes.io/storage-provisioner",
            "volume.kubernetes.io/storage-provisioner",
        ]
        .map(Name::from)
    });
    NAMES.iter().find(|known| ***known == *name).cloned().unwrap_or_else(|| name.into())
}

impl Meta {
    /// The metadata of an object that is yet to be created.
    pub fn new(kind: Kind, namespace: &str, name: &str) -> Meta {
        Meta::of(Key::new(kind, namespace, name))
    }

    /// The metadata of an object that is yet to be created under a key.
    pub fn of(key: Key) -> Meta {
        Meta {
            kind: key.kind,
            name: key.name,
            namespace: key.namespace,
            place: key.place,
            generate_name: None,
            uid: Uid(0),
            resource_version: 0,
            generation: 0,
            created: Time::ZERO,
            deletion: None,
            labels: TextMap::default(),
            annotations: TextMap::default(),
            owners: List::default(),
            finalizers: List::default(),
        }
    }

    /// Whether its deletion was asked for.
    pub fn is_terminating(&self) -> bool {
        self.deletion.is_some()
    }

    /// The owner that controls it (`metav1.GetControllerOf`).
    pub fn controller(&self) -> Option<&OwnerRef> {
        self.owners.iter().find(|owner| owner.controller)
    }

    /// A label's value.
    pub fn label(&self, name: &str) -> Option<&Name> {
        self.labels.get(name)
    }

    /// An annotation's value.
    pub fn annotation(&self, name: &str) -> Option<&Name> {
        self.annotations.get(name)
    }

    /// Sets an annotation.
    pub fn annotate(&mut self, name: &str, value: impl Into<Name>) {
        self.annotations.insert(well_known(name), value.into());
    }

    /// Sets a label.
    pub fn set_label(&mut self, name: &str, value: impl Into<Name>) {
        self.labels.insert(well_known(name), value.into());
    }

    /// Sets several annotations at once.
    pub fn annotate_all<const COUNT: usize>(&mut self, annotations: [(&str, Name); COUNT]) {
        self.annotations.insert_all(annotations.map(|(name, value)| (well_known(name), value)));
    }

    /// Sets several labels at once.
    pub fn set_labels<const COUNT: usize>(&mut self, labels: [(&str, Name); COUNT]) {
        self.labels.insert_all(labels.map(|(name, value)| (well_known(name), value)));
    }

    /// A reference to it as the controller of another object (`metav1.NewControllerRef`).
    pub fn controller_ref(&self) -> OwnerRef {
        OwnerRef { controller: true, block_owner_deletion: true, ..self.owner_ref() }
    }

    /// A plain reference to it as an owner.
    pub fn owner_ref(&self) -> OwnerRef {
        OwnerRef {
            kind: self.kind,
            name: self.name.clone(),
            uid: self.uid,
            controller: false,
            block_owner_deletion: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uid_is_a_version_4_uuid_and_its_own() {
        let (one, two) = (Uid(1).to_string(), Uid(2).to_string());
        assert_ne!(one, two);
        assert_eq!((one.len(), &one[14..15]), (36, "4"));
        assert!("89ab".contains(&one[19..20]));
        assert_eq!(one, "5692161d-100b-45e5-a4d9-71771b652c20");
    }

    #[test]
    fn a_uid_is_read_back_and_a_stranger_is_not() {
        for number in [1, 2, 77, 10_000, u64::MAX] {
            assert_eq!(Uid::parse(&Uid(number).to_string()), Some(Uid(number)));
        }
        assert_eq!(["", "uid", "5b8cb0a6-5c1b-4d2e-9f3a-0123456789ab"].map(Uid::parse), [None; 3]);
    }
}
