//! Makes of a wasm module small ones that are enough for a first picture, one of which loads first; and the whole, which
//! takes over from it.
//!
//! 1. [`mark`](mod@mark) makes a copy in which every stretch of code leaves a mark when it runs.
//! 2. `web/tools/profile.mjs` does with the marked copy what people do first, and tells which stretches have a mark.
//! 3. [`split`] writes for each list of stretches a module that can be first, in which all others are replaced by a trap;
//!    and the whole.
//!
//! The first and the whole share memory, globals and tables, which the first module has and the whole imports. Whatever is called from
//! outside is called through the table of functions. The first module fills it with its own functions; the whole, when
//! it is instantiated, with its own: from then on nothing runs in the first one any more. Where the first one traps
//! before, the page waits for the whole and does again what it did (`web/src/model.ts`).

mod constants;
mod first;
mod mark;
mod memory;
mod module;
mod names;
mod notes;
mod shared;
mod stretch;
#[cfg(test)]
mod tests;
mod whole;

use std::collections::BTreeSet;

use wasm_encoder::reencode;

use crate::step::{Failed, Outcome};
use module::Module;
use shared::Gates;

pub use constants::Constants;
pub use mark::{Marked, mark};
pub use names::shortened;
pub use notes::{constants, without as without_notes};

/// The modules.
pub struct Parts {
    /// What can load first: each has the imports and exports of the module that was split.
    pub firsts: Vec<Vec<u8>>,
    /// What takes over: it imports from the first alone, whichever that is, and exports nothing.
    pub whole: Vec<u8>,
}

/// Splits a module; `uses` has the stretches of code that each first part is to have, by the numbers of their marks. Those
/// of the constants that the code of any of them can do without come with the whole.
///
/// # Errors
/// When the module is broken, or uses what compiled Rust does not, such as references to functions outside of a table.
pub fn split(wasm: &[u8], uses: &[BTreeSet<u32>], constants: &Constants) -> Outcome<Parts> {
    let parts = || {
        let module = Module::read(wasm)?;
        let gates = Gates::new(&module)?;
        let (mut firsts, mut absent) = (Vec::new(), Vec::new());
        for used in uses {
            let (first, unused) = first::write(&module, &gates, used, constants)?;
            firsts.push(first);
            absent.extend(unused);
        }
        Ok(Parts { firsts, whole: whole::write(&module, &gates, &constants::joined(absent))? })
    };
    parts().map_err(explained)
}

/// What stops a split: a broken module, or one that this cannot split.
type Error = reencode::Error<Failed>;

fn unsplittable(why: &str) -> Error {
    Error::UserError(Failed(format!("the module cannot be split: {why}")))
}

fn explained(error: Error) -> Failed {
    match error {
        Error::UserError(failed) => failed,
        Error::ParseError(error) => Failed(format!("the module cannot be read: {error}")),
        other => Failed(other.to_string()),
    }
}
