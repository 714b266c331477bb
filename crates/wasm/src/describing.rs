//! The descriptions that `kubectl explain` prints: too long for the wasm, so that the page brings them when they are asked for.

use wasm_bindgen::prelude::wasm_bindgen;

/// Gives the model of the page, of all its players, the contents of `descriptions.txt`.
#[wasm_bindgen]
pub fn give_descriptions(text: String) {
    #[cfg(target_family = "wasm")]
    ordinal_core::schema::give_descriptions(text);
    #[cfg(not(target_family = "wasm"))]
    drop(text);
}
