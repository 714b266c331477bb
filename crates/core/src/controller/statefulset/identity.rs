//! What belongs to an ordinal by its name: its pod and its claims (`getPodName`, `getPersistentVolumeClaimName`).

use crate::object::{Key, Kind, Name, StatefulSetSpec};
use std::sync::Arc;

/// The keys of what belongs to an ordinal.
#[derive(Debug)]
pub(super) struct Identity {
    ordinal: u32,
    pub pod: Key,
    /// One for each of the set's claim templates, in their order.
    pub claims: Vec<Key>,
}

impl Identity {
    fn new(set: &Key, spec: &StatefulSetSpec, ordinal: u32) -> Identity {
        let claim = |template: &str| {
            set.beside(Kind::PersistentVolumeClaim, &numbered(&[template, &set.name], ordinal))
        };
        Identity {
            ordinal,
            pod: pod_key(set, ordinal),
            claims: spec.claim_templates.iter().map(|template| claim(&template.name)).collect(),
        }
    }
}

/// Those that were asked for last. A sync asks for those of an ordinal and its neighbour many times, and the next sync for
/// most of them again; and all that is made of them shares their texts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Identities([Option<Arc<Identity>>; 2]);

impl Identities {
    pub(super) fn of(&mut self, set: &Key, spec: &StatefulSetSpec, ordinal: u32) -> Arc<Identity> {
        let slot = &mut self.0[ordinal as usize % 2];
        if let Some(known) = slot.as_ref().filter(|known| known.ordinal == ordinal) {
            return Arc::clone(known);
        }
        Arc::clone(slot.insert(Arc::new(Identity::new(set, spec, ordinal))))
    }
}

/// The key of the pod of an ordinal.
pub(super) fn pod_key(set: &Key, ordinal: u32) -> Key {
    set.beside(Kind::Pod, &numbered(&[&set.name], ordinal))
}

/// The name of what belongs to an ordinal: words and the ordinal, with hyphens between. This is done for every pod, and so
/// without the formatting machinery.
fn numbered(words: &[&str], ordinal: u32) -> Name {
    let mut name = String::with_capacity(words.iter().map(|word| word.len() + 1).sum::<usize>() + 10);
    for word in words {
        name.push_str(word);
        name.push('-');
    }
    let (mut digits, mut rest) = ([b'0'; 10], ordinal);
    let mut first = digits.len();
    while rest > 0 || first == digits.len() {
        first -= 1;
        digits[first] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    name.push_str(std::str::from_utf8(&digits[first..]).unwrap_or_default());
    name.into()
}
