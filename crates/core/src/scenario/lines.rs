//! The branches of a scenario: other lines of events from the same start, told beside the one that its steps tell.
//!
//! ```yaml
//! branches:
//! - {name: main}                                                 # no steps: those of the scenario
//! - {name: after scale 5, of: main, at: 12s, steps: […]}         # all its steps, from the start
//! ```

use super::read::{Fields, Read, step, wrong};
use super::{Action, Scenario, Step, Timing, span, write};
use crate::command::Command;
use crate::time::{Millis, Time};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// A branch of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it is called.
    pub name: Arc<str>,
    /// The place of the branch it left, which comes before it, and when; none for the first.
    pub left: Option<(usize, Time)>,
    /// What is done in it, from the start; none for the one that the scenario's own steps tell.
    pub steps: Option<Vec<Step>>,
}

impl Scenario {
    /// The steps of a branch.
    pub fn steps_of(&self, line: usize) -> &[Step] {
        self.lines.get(line).and_then(|line| line.steps.as_ref()).unwrap_or(&self.steps)
    }

    /// How many steps two branches have in common.
    pub fn shared(&self, line: usize, other: usize) -> usize {
        let both = self.steps_of(line).iter().zip(self.steps_of(other));
        both.take_while(|(one, other)| one == other).count()
    }

    /// The steps of a run that begins without any files but those of another scenario.
    pub(crate) fn unfiled(self, other: &Scenario) -> Vec<Step> {
        let own = self.files.into_iter().filter(|(name, content)| other.files.get(name) != Some(content));
        let save = |(name, content)| Step {
            timing: Timing::At(Time::ZERO),
            ..Step::new(Action::Do(Command::File { name, content }))
        };
        own.map(save).chain(self.steps).collect()
    }
}

/// Reads the branches.
pub(super) fn read(fields: &Fields<'_>) -> Read<Vec<Line>> {
    let mut lines: Vec<Line> = Vec::new();
    for (index, value) in fields.list("branches")?.iter().enumerate() {
        let line = line(&Fields::of(value, &format!("branches[{index}]"))?, &lines)?;
        lines.push(line);
    }
    let told = lines.iter().filter(|line| line.steps.is_none()).count();
    if !lines.is_empty() && told != 1 {
        return wrong("branches", "must have exactly one without `steps`: the one that the scenario tells");
    }
    Ok(lines)
}

fn line(fields: &Fields<'_>, before: &[Line]) -> Read<Line> {
    fields.only(&[&["name", "of", "at", "steps"]])?;
    let parent = fields.text("of")?.map(|of| before.iter().position(|line| *line.name == *of));
    let left = match (parent, before.is_empty()) {
        (None, true) => None,
        (Some(Some(parent)), false) => Some((parent, Time(fields.span("at")?.unwrap_or(Millis::ZERO).0))),
        (None, false) | (Some(_), _) => {
            return wrong(fields.at("of"), "must be the name of a branch before this one, but for the first");
        }
    };
    let steps = |(index, value): (usize, &Value)| step(value, &format!("{}[{index}]", fields.at("steps")));
    let told = fields.get("steps").is_some();
    let steps = told.then(|| fields.list("steps")?.iter().enumerate().map(steps).collect()).transpose()?;
    Ok(Line { name: fields.needed_text("name")?.into(), left, steps })
}

/// The branches as data.
pub(super) fn write(lines: &[Line]) -> Value {
    let line = |line: &Line| {
        let mut map = Map::from_iter([("name".into(), json!(line.name))]);
        if let Some((parent, at)) = line.left {
            map.insert("of".into(), json!(lines[parent].name));
            map.insert("at".into(), span::text(Millis(at.0)).into());
        }
        if let Some(steps) = &line.steps {
            map.insert("steps".into(), steps.iter().map(write::step).collect());
        }
        Value::Object(map)
    };
    lines.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCENARIO: &str = r#"
steps:
- {at: 1s, kubectl: get pods}
branches:
- {name: main, steps: [{at: 0s, kubectl: get sts}]}
- {name: other, of: main, at: 1s}
"#;

    #[test]
    fn branches_are_written_so_that_they_are_read_back() {
        let read = Scenario::parse(SCENARIO).unwrap();
        assert_eq!(read.lines[1].left, Some((0, Time(1_000))));
        assert_eq!((read.steps_of(0).len(), read.steps_of(1), read.shared(1, 0)), (1, &*read.steps, 0));
        assert_eq!(Scenario::parse(&read.to_value().to_string()), Ok(read));
    }

    #[test]
    fn branches_that_lead_nowhere_are_refused_with_their_place() {
        let error =
            |from: &str, to: &str| Scenario::parse(&SCENARIO.replace(from, to)).unwrap_err().to_string();
        let of = "must be the name of a branch before this one, but for the first";
        assert_eq!(error("of: main", "of: other"), format!("branches[1].of: {of}"));
        assert_eq!(error("name: main,", "name: main, of: other,"), format!("branches[0].of: {of}"));
        assert_eq!(
            error("of: main, at: 1s", "of: main, steps: []"),
            "branches: must have exactly one without `steps`: the one that the scenario tells"
        );
        assert_eq!(
            error("kubectl: get sts", "kubectl: 1"),
            "branches[0].steps[0].kubectl: invalid type: integer `1`, expected a sequence"
        );
    }
}
