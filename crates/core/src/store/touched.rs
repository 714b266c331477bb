//! Which objects were written since somebody asked.

use crate::object::{Key, Kind};

/// Which objects were written, for whoever keeps something that he read of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Touched {
    /// These; some perhaps several times.
    Only(Vec<Key>),
    /// So many that it is no use to name them, or it is not known.
    Any,
}

/// How many objects are named before it is no use.
const MOST_TOUCHED: usize = 4096;

impl Default for Touched {
    fn default() -> Touched {
        Touched::Only(Vec::new())
    }
}

impl Touched {
    /// Adds an object. Events are nothing that anybody keeps.
    pub fn note(&mut self, key: &Key) {
        match self {
            Touched::Only(keys) if keys.len() < MOST_TOUCHED => {
                if key.kind != Kind::Event && keys.last() != Some(key) {
                    keys.push(key.clone());
                }
            }
            Touched::Only(_) | Touched::Any => *self = Touched::Any,
        }
    }

    /// Adds what was written later, which is left with nothing in it.
    pub fn add(&mut self, later: &mut Touched) {
        match later {
            Touched::Only(keys) => keys.drain(..).for_each(|key| self.note(&key)),
            Touched::Any => (*self, *later) = (Touched::Any, Touched::default()),
        }
    }
}
