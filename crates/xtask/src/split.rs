//! Makes of a wasm module small ones that are enough for a first picture, one of which loads first.
//!
//! 1. [`mark`](mod@mark) makes a copy in which every stretch of code leaves a mark when it runs.
//! 2. `web/tools/profile.mjs` does with the marked copy what people do first, and tells which stretches have a mark.
//! 3. [`part`] writes for a list of stretches a module that can be first, in which all others are replaced by a trap.
//! 4. [`arranged`](fn@arranged) and [`sorted`](fn@sorted) write it so that it compresses better.
//!
//! The page begins its run again with the whole model when that is there, and shows it when it has come as far: the same
//! inputs give the same run (`web/src/model.ts`). So the first module need not be left in an orderly state, and the
//! whole may be compiled otherwise.

mod arranged;
mod constants;
mod first;
mod mark;
mod memory;
mod module;
mod names;
mod notes;
mod sorted;
mod stretch;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use wasm_encoder::reencode;

use crate::step::{Failed, Outcome};
use module::Module;

pub use arranged::arranged;
pub use constants::Constants;
pub use mark::{Marked, mark};
pub use names::shortened;
pub use notes::{constants, without as without_notes};
pub use sorted::sorted;

/// Of a module what these stretches of code need, by the numbers of their marks: they, and the constants that they can
/// come to. It has the imports and exports of the module.
///
/// # Errors
/// When the module is broken, or uses what compiled Rust does not, such as references to functions outside of a table.
pub fn part(wasm: &[u8], used: &BTreeSet<u32>, constants: &Constants) -> Outcome<Vec<u8>> {
    Module::read(wasm).and_then(|module| first::write(&module, used, constants)).map_err(explained)
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
