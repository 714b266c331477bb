//! What Kubernetes says of its types and fields, for `kubectl explain`: `descriptions.txt` (generated). It is many times
//! as long as the table of types, so natively it is part of the program, and a page brings it when somebody asks for it.

/// What is said of a type or a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// The values it may have, where they are a closed list.
    pub values: Vec<&'static str>,
    /// The sentences, in lines.
    pub text: String,
}

#[cfg(not(target_family = "wasm"))]
fn all() -> Option<&'static str> {
    Some(include_str!("descriptions.txt"))
}

#[cfg(target_family = "wasm")]
static GIVEN: std::sync::OnceLock<Box<str>> = std::sync::OnceLock::new();

#[cfg(target_family = "wasm")]
fn all() -> Option<&'static str> {
    GIVEN.get().map(|text| &**text)
}

/// Gives a page's model the contents of `descriptions.txt`. What was explained before that stays as it was printed: it is
/// the one thing that a run in a page may print otherwise than natively.
#[cfg(target_family = "wasm")]
pub fn give_descriptions(text: String) {
    let _ = GIVEN.set(text.into());
}

/// Whether the descriptions are there.
#[must_use]
pub fn are_described() -> bool {
    all().is_some()
}

/// What is said of a type, by its name in the API, or of one of its fields. Nothing where nothing is said, or known.
#[must_use]
pub fn description(ty: &str, field: Option<&str>) -> Option<Description> {
    let mut lines = all()?.lines().skip_while(|line| line.split(' ').next() != Some(ty));
    let line = match field {
        None => lines.next(),
        Some(field) => {
            let fields = lines.skip(1).map_while(|line| line.strip_prefix(' '));
            let mut fields = fields.filter(|line| line.split([' ', '|']).next() == Some(field));
            fields.next()
        }
    }?;
    let (name, text) = line.split_once(' ').unwrap_or((line, ""));
    let values = name.split('|').skip(1).collect();
    Some(Description { values, text: text.replace("\\n", "\n") })
}
