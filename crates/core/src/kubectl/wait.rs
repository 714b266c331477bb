//! `kubectl wait`, and the time-outs of everything that waits.

use super::args::Args;
use super::context::Context;
use super::delete::is_there;
use super::failure::Failure;
use super::find::{Scope, find};
use super::jsonpath::{Template, show};
use super::output::full_name;
use super::resource;
use super::{Outcome, Process, Progress};
use crate::object::{self, Key, Object, Uid};
use crate::time::{Millis, Time};
use std::sync::Arc;

pub(super) const FLAGS: &str = "for= timeout= selector,l= field-selector= all all-namespaces,A filename,f= recursive,R \
     output,o= local";

/// How long `wait` waits where nothing is said.
const DEFAULT_TIMEOUT: Millis = Millis::seconds(30);

/// When a command stops waiting. (The plan that wakes it then is made with it.)
#[derive(Clone, Copy, Debug)]
pub struct Deadline(Time);

impl Deadline {
    /// Whether it has come.
    pub fn is_over(self, now: Time) -> bool {
        now >= self.0
    }

    /// When it comes.
    pub fn at(self) -> Time {
        self.0
    }

    /// The one that comes after a span from now.
    pub(super) fn after(context: &Context<'_>, span: Millis) -> Deadline {
        Deadline(context.world.now + span)
    }
}

/// The deadline that `--timeout` sets; none where it is 0 or not given.
///
/// # Errors
/// When it is no span of time.
pub(crate) fn deadline(context: &Context<'_>, args: &Args) -> Result<Option<Deadline>, Failure> {
    let span = args.get("timeout").map(span).transpose()?.unwrap_or(Millis::ZERO);
    Ok((span > Millis::ZERO).then(|| Deadline(context.world.now + span)))
}

/// A span of time as Go writes it: `90s`, `1m30s`, `500ms`.
///
/// # Errors
/// When it is none.
pub(crate) fn span(text: &str) -> Result<Millis, Failure> {
    const UNITS: [(&str, u64); 4] = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000)];
    let problem = || {
        Failure::error(format!(
            "invalid argument {text:?} for \"--timeout\" flag: time: invalid duration {text:?}"
        ))
    };
    let (mut rest, mut total) = (text, Millis::ZERO);
    while !rest.is_empty() && rest != "0" {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).ok_or_else(problem)?;
        let number: u64 = rest[..digits].parse().map_err(|_| problem())?;
        let (unit, length) =
            UNITS.iter().find(|(unit, _)| rest[digits..].starts_with(unit)).ok_or_else(problem)?;
        total = total + Millis(number.saturating_mul(*length));
        rest = &rest[digits + unit.len()..];
    }
    Ok(total)
}

/// What `wait` waits for.
#[derive(Clone, Debug)]
enum Condition {
    Deleted,
    Created,
    /// A condition of the status, and the value it must have.
    Status(String, String),
    /// What a path selects, and the value it must have.
    Path(Template, Option<String>),
}

impl Condition {
    fn parse(text: &str) -> Result<Condition, Failure> {
        let text = text.trim();
        if let Some(condition) = text.strip_prefix("condition=") {
            let (name, value) = condition.split_once('=').unwrap_or((condition, "True"));
            return Ok(Condition::Status(name.trim_matches('\'').into(), value.into()));
        }
        if let Some(path) = text.strip_prefix("jsonpath=") {
            let (path, value) =
                path.rsplit_once("}=").map_or((path, None), |(path, value)| (path, Some(value)));
            let path = path.trim_matches(['\'', '"', '{', '}']);
            let value = value.map(|value| value.trim_matches(['\'', '"']).to_string());
            return Ok(Condition::Path(Template::parse_relaxed(path)?, value));
        }
        match text.to_ascii_lowercase().as_str() {
            "delete" => Ok(Condition::Deleted),
            "create" => Ok(Condition::Created),
            _ => Err(Failure::error(format!("unrecognized condition: {text:?}"))),
        }
    }

    fn is_met(&self, object: Option<&Arc<Object>>, uid: Option<Uid>) -> Result<bool, Failure> {
        let Some(object) = object else { return Ok(matches!(self, Condition::Deleted)) };
        match self {
            Condition::Deleted => Ok(uid.is_some_and(|uid| uid != object.meta.uid)),
            Condition::Created => Ok(true),
            Condition::Status(name, value) => Ok(has_condition(object, name, value)),
            Condition::Path(path, value) => {
                let encoded = object::encode(object);
                let found = path.values(&encoded)?;
                Ok(found
                    .first()
                    .is_some_and(|found| value.as_ref().is_none_or(|value| show(found) == *value)))
            }
        }
    }
}

fn has_condition(object: &Object, name: &str, value: &str) -> bool {
    let encoded = object::encode(object);
    let conditions = encoded["status"]["conditions"].as_array();
    conditions.into_iter().flatten().any(|condition| {
        let text = |field: &str| condition[field].as_str().unwrap_or("");
        text("type").eq_ignore_ascii_case(name) && text("status").eq_ignore_ascii_case(value)
    })
}

/// A `wait` that waits.
#[derive(Clone, Debug)]
pub struct Waiting {
    objects: Vec<(Key, Option<Uid>)>,
    condition: Condition,
    deadline: Deadline,
}

pub(super) fn run(context: &mut Context<'_>, args: &Args) -> Outcome {
    let Some(condition) = args.get("for") else {
        return Err(Failure::error("required flag(s) \"for\" not set"));
    };
    let condition = Condition::parse(condition)?;
    let timeout = args.get("timeout").map(span).transpose()?.unwrap_or(DEFAULT_TIMEOUT);
    let objects = targets(context, args, &condition)?;
    let deadline = Deadline(context.world.now + timeout);
    poll(context, &mut Waiting { objects, condition, deadline })
}

fn targets(
    context: &mut Context<'_>,
    args: &Args,
    condition: &Condition,
) -> Result<Vec<(Key, Option<Uid>)>, Failure> {
    let scope = Scope::of(context, args)?;
    let selection = resource::select(&args.words)?;
    if selection.wanted.is_empty() {
        return Err(Failure::error("you must specify one or more resources"));
    }
    let found = find(context, &selection, &scope);
    let mut objects: Vec<(Key, Option<Uid>)> =
        found.objects.iter().map(|object| (object.key(), Some(object.meta.uid))).collect();
    match condition {
        Condition::Created => {
            let named = selection
                .wanted
                .iter()
                .filter_map(|wanted| Some(scope.key(wanted.kind, wanted.name.as_ref()?)));
            objects = named.map(|key| (key, None)).collect();
        }
        Condition::Deleted if found.objects.is_empty() => {}
        Condition::Deleted | Condition::Status(..) | Condition::Path(..) => {
            Failure::all(found.failures)?;
            if objects.is_empty() {
                return Err(Failure::error("no matching resources found"));
            }
        }
    }
    Ok(objects)
}

pub(super) fn poll(context: &mut Context<'_>, waiting: &mut Waiting) -> Outcome {
    let mut left = Vec::new();
    for (key, uid) in std::mem::take(&mut waiting.objects) {
        let object = context.world.store.get(&key);
        if waiting.condition.is_met(object, uid)? {
            let name = object
                .map_or_else(|| format!("{}/{}", resource::singular(key.kind), key.name), |o| full_name(o));
            context.line(format!("{name} condition met"));
        } else if object.is_none() && uid.is_some_and(|uid| !is_there(context.world, &key, uid)) {
            return Err(crate::error::ApiError::not_found(&key).into());
        } else {
            left.push((key, uid));
        }
    }
    waiting.objects = left;
    if waiting.objects.is_empty() {
        return super::DONE;
    }
    if waiting.deadline.is_over(context.world.now) {
        let late = |(key, _): &(Key, Option<Uid>)| {
            let on = format!("{}/{}", key.kind.info().plural, key.name);
            Failure::error(format!("timed out waiting for the condition on {on}"))
        };
        Failure::all(waiting.objects.iter().map(late).collect())?;
    }
    Ok(Progress::Running(Process::Wait(waiting.clone())))
}

impl Waiting {
    /// When it stops waiting.
    pub(super) fn deadline(&self) -> Deadline {
        self.deadline
    }
}
