//! The model and the picture in a page: one typed class for JavaScript, and what is behind it.
//!
//! Only plain data crosses into JavaScript ([`plain`](mod@plain)); the picture never does: [`Surface`] patches it into
//! the page itself.

mod clock;
mod crash;
mod event;
mod jobs;
mod pictures;
mod plain;
mod player;
mod run;
mod show;
mod state;
mod surface;

pub use player::Player;
pub use run::Run;
pub use surface::Surface;
