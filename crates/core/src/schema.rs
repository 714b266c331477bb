//! Which fields the API's objects have: a table of types (data, in `schema/`), and what the API server does by it.

mod check;
mod defaults;
mod descriptions;
pub mod gates;
mod normalize;
mod table;

pub use check::{Problem, check, refusal};
pub use defaults::apply_defaults;
#[cfg(target_family = "wasm")]
pub use descriptions::give_descriptions;
pub use descriptions::{Description, are_described, description};
pub use normalize::normalize;
pub use table::{Field, Merge, Shape, TypeId};

/// The type of the objects of a kind, such as `("apps/v1", "StatefulSet")`.
#[must_use]
pub fn lookup(api_version: &str, kind: &str) -> Option<TypeId> {
    let id = table::by_name(kind)?;
    (table::api_version(id) == Some(api_version)).then_some(id)
}

/// Every kind in the table as (apiVersion, kind): those that come with most StatefulSets, then the others.
pub fn kinds() -> impl Iterator<Item = (&'static str, &'static str)> {
    table::all().filter_map(|id| Some((table::api_version(id)?, table::name(id))))
}

/// The type's name in Kubernetes' API, such as `PodSpec`.
#[must_use]
pub fn name(id: TypeId) -> &'static str {
    table::name(id)
}

/// The fields of a type, in the order of their names.
#[must_use]
pub fn fields(id: TypeId) -> &'static [Field] {
    table::fields(id)
}

/// One field of a type, by its name in JSON.
#[must_use]
pub fn field(id: TypeId, name: &str) -> Option<&'static Field> {
    let fields = table::fields(id);
    fields.binary_search_by(|field| field.name.cmp(name)).ok().map(|at| &fields[at])
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    #[test]
    fn kinds_are_found_only_under_their_own_version() {
        let known = |version, kind| lookup(version, kind).map(name);
        expect![[r#"Some("StatefulSet")"#]].assert_eq(&format!("{:?}", known("apps/v1", "StatefulSet")));
        assert_eq!([known("v1", "StatefulSet"), known("apps/v1", "PodSpec"), known("v1", "Nope")], [None; 3]);
    }

    #[test]
    fn a_field_knows_its_shape_and_its_rules() {
        let spec = table::by_name("PodSpec").expect("in the table");
        let show = |name| format!("{:?}\n", field(spec, name));
        let transcript =
            ["containers", "terminationGracePeriodSeconds", "nodeSelector", "nope"].map(show).concat();
        expect![[r#"
            Some(Field { name: "containers", shape: List(Object(TypeId(6))), required: true, pointer: false, merge: ByKey("name"), default: None })
            Some(Field { name: "terminationGracePeriodSeconds", shape: Int64, required: false, pointer: true, merge: Replace, default: Some(Number(30)) })
            Some(Field { name: "nodeSelector", shape: Map(String), required: false, pointer: false, merge: Replace, default: None })
            None
        "#]].assert_eq(&transcript);
    }
}
