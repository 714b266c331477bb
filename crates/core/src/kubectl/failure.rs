//! How a kubectl command fails: what it writes to standard error, and its exit code.

use crate::error::{ApiError, Reason};

/// A command's failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    /// What is written to standard error, with its newline.
    pub message: String,
    /// The exit code.
    pub code: i32,
}

impl Failure {
    /// A failure with these lines.
    pub fn plain(lines: impl AsRef<str>) -> Failure {
        Failure { message: format!("{}\n", lines.as_ref()), code: 1 }
    }

    /// `error: …`.
    pub fn error(message: impl AsRef<str>) -> Failure {
        Failure::plain(format!("error: {}", message.as_ref()))
    }

    /// `error: …` with the hint where to read how the verb is used (cobra's flag errors).
    pub fn usage(verb: &str, message: &str) -> Failure {
        Failure::error(format!("{message}\nSee 'kubectl {verb} --help' for usage."))
    }

    /// `error: …` with the hint where to read how the command is used (`UsageErrorf`).
    pub fn misused(command: &str, message: &str) -> Failure {
        Failure::error(format!("{message}\nSee 'kubectl {command} -h' for help and examples"))
    }

    /// The words after a verb that has parts of its own name none of them (`DefaultSubCommandRun`).
    pub fn unknown_part(verb: &str, words: &[String]) -> Failure {
        Failure::misused(verb, &format!("unknown command {:?}", words.join(" ")))
    }

    /// What the API server answered, with something before its message: what kubectl was about to do.
    pub fn while_doing(doing: &str, error: &ApiError) -> Failure {
        match error.reason {
            Reason::Invalid => Failure::from(error),
            _ => Failure::plain(format!("Error from server ({}): {doing}: {error}", error.reason.name())),
        }
    }

    /// Several failures as one: kubectl goes on after the first and prints all of them at the end.
    pub fn all(failures: Vec<Failure>) -> Result<(), Failure> {
        if failures.is_empty() {
            return Ok(());
        }
        Err(Failure { message: failures.into_iter().map(|failure| failure.message).collect(), code: 1 })
    }
}

impl From<&ApiError> for Failure {
    /// As `StandardErrorMessage` words it: an invalid object's message stands alone.
    fn from(error: &ApiError) -> Failure {
        match error.reason {
            Reason::Invalid => Failure::plain(&error.message),
            _ => Failure::plain(format!("Error from server ({}): {error}", error.reason.name())),
        }
    }
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Failure {
        Failure::from(&error)
    }
}
