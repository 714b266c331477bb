//! The model and the picture in a page: one typed class for JavaScript, and what is behind it.
//!
//! Only plain data crosses into JavaScript (as `plain` defines it); the picture never does: [`Surface`] patches it into
//! the page itself.

mod clock;
mod compare;
mod crash;
mod describing;
#[cfg_attr(not(target_family = "wasm"), allow(unused_imports))]
mod event;
#[cfg_attr(not(target_family = "wasm"), allow(unused_imports))]
mod inspect;
mod jobs;
mod pictures;
// The types for TypeScript are only made where there is a page.
#[cfg_attr(not(target_family = "wasm"), allow(unused_macros, unused_imports))]
mod plain;
mod player;
mod run;
mod show;
mod state;
mod surface;

pub use describing::give_descriptions;
pub use player::Player;
pub use run::Run;
pub use surface::Surface;
