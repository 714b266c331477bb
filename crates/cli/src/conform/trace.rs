//! A trace: a scenario, and what a real cluster did at each of its steps.

use super::mask::Masks;
use ordinal_core::Millis;
use ordinal_core::scenario::{Scenario, ScenarioError};
use serde_json::Value;

/// A recording.
#[derive(Debug)]
pub struct Trace {
    /// Its name.
    pub name: String,
    /// Whether the order of lines counts.
    pub ordered: bool,
    /// What was done.
    pub scenario: Scenario,
    /// What then happened, step by step.
    pub steps: Vec<Recorded>,
}

/// What was recorded of a step.
#[derive(Debug)]
pub struct Recorded(Value);

/// How far two recordings of the same step agreed on a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loose {
    /// Whole.
    No,
    /// But for the order of the lines.
    Order,
    /// Not at all.
    Skip,
}

impl Trace {
    /// Reads a trace.
    ///
    /// # Errors
    /// When the text is no scenario.
    pub fn parse(text: &str) -> Result<Trace, ScenarioError> {
        let mut scenario = Scenario::parse(text)?;
        // What stood in for a provisioner went round as the kubelets did: first it made volumes, then deleted released ones.
        let durations = &mut scenario.config.durations;
        (durations.provision_round, durations.provision) = (durations.tick, Millis::ZERO);
        durations.reclaim = durations.provision_next + durations.provision_next;
        let mut values = ordinal_core::yaml::documents(text).values;
        let mut value = if values.is_empty() { Value::Null } else { values.swap_remove(0) };
        let steps = match value["steps"].take() {
            Value::Array(steps) => steps.into_iter().map(Recorded::new).collect(),
            _ => Vec::new(),
        };
        let name = value["name"].as_str().unwrap_or("").to_owned();
        Ok(Trace { name, ordered: value["ordered"] != false, scenario, steps })
    }
}

impl Recorded {
    /// The recording of a step.
    pub fn new(step: Value) -> Recorded {
        Recorded(step)
    }

    /// Whether nothing of it is to be compared.
    pub fn is_skipped(&self) -> bool {
        !matches!(self.0.get("skip"), None | Some(Value::Null | Value::Bool(false)))
    }

    /// Whether it is a command of kubectl.
    pub fn is_command(&self) -> bool {
        self.0["do"].get("kubectl").is_some()
    }

    /// What is done, in few words.
    pub fn title(&self) -> String {
        match &self.0["do"]["kubectl"] {
            Value::String(line) => line.clone(),
            Value::Array(words) => words.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "),
            _ => self.0["do"].to_string(),
        }
    }

    /// The lines of a key, masked; none where it is absent.
    pub fn lines(&self, key: &str) -> Vec<String> {
        let lines = self.0[key].as_array().into_iter().flatten().filter_map(Value::as_str);
        Masks::default().lines(lines)
    }

    /// The objects at its end.
    pub fn state(&self) -> &Value {
        &self.0["state"]
    }

    /// The command's exit code.
    pub fn exit(&self) -> Option<i64> {
        self.0["exit"].as_i64()
    }

    /// How far a key is to be compared.
    pub fn loose(&self, key: &str) -> Loose {
        match self.0["loose"][key].as_str() {
            Some("order") => Loose::Order,
            Some("skip") => Loose::Skip,
            Some(_) | None => Loose::No,
        }
    }

    /// The kinds whose state is not to be compared.
    pub fn loose_kinds(&self) -> Vec<&str> {
        self.0["loose"]["state"].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
    }
}
