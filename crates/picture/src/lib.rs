//! How a scene looks.
