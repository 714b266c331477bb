//! What the API server answers when it refuses: a reason and a message, as `metav1.Status` has them.

use crate::object::Key;
use std::fmt;

/// Why the API server refused (`metav1.StatusReason`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the variants are Kubernetes' own reasons")]
pub enum Reason {
    NotFound,
    AlreadyExists,
    Conflict,
    Invalid,
    Forbidden,
    BadRequest,
    TooManyRequests,
    InternalError,
    UnsupportedMediaType,
}

impl Reason {
    /// The reason as kubectl prints it in `Error from server (…)`.
    pub fn name(self) -> &'static str {
        match self {
            Reason::NotFound => "NotFound",
            Reason::AlreadyExists => "AlreadyExists",
            Reason::Conflict => "Conflict",
            Reason::Invalid => "Invalid",
            Reason::Forbidden => "Forbidden",
            Reason::BadRequest => "BadRequest",
            Reason::TooManyRequests => "TooManyRequests",
            Reason::InternalError => "InternalError",
            Reason::UnsupportedMediaType => "UnsupportedMediaType",
        }
    }
}

/// A field that is the matter (`metav1.StatusCause`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// Its path, such as `spec.template.spec.containers[0].image`.
    pub field: String,
    /// What is wrong with it, in Kubernetes' own words.
    pub message: String,
}

/// An answer of the API server that refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    /// Why.
    pub reason: Reason,
    /// The message, in Kubernetes' own words.
    pub message: String,
    /// The fields that are the matter, where it is fields.
    pub causes: Vec<Cause>,
}

impl ApiError {
    /// An error of a reason and a message.
    pub fn new(reason: Reason, message: impl Into<String>) -> ApiError {
        ApiError { reason, message: message.into(), causes: Vec::new() }
    }

    /// The same, with the fields that are the matter.
    #[must_use]
    pub fn because(self, causes: impl IntoIterator<Item = Cause>) -> ApiError {
        ApiError { causes: causes.into_iter().collect(), ..self }
    }

    /// `errors.NewNotFound`.
    pub fn not_found(key: &Key) -> ApiError {
        ApiError::new(Reason::NotFound, format!("{} \"{}\" not found", key.kind.resource(), key.name))
    }

    /// `errors.NewAlreadyExists`.
    pub fn already_exists(key: &Key) -> ApiError {
        ApiError::new(
            Reason::AlreadyExists,
            format!("{} \"{}\" already exists", key.kind.resource(), key.name),
        )
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ApiError {}
