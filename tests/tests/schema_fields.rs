//! The schema table against its source: every field of the kinds in it, as Kubernetes' published OpenAPI has them.

use k8s_openapi::Resource;
use k8s_openapi::api::{
    apps::v1 as apps, autoscaling::v2 as autoscaling, batch::v1 as batch, core::v1 as core,
    discovery::v1 as discovery, networking::v1 as networking, policy::v1 as policy, rbac::v1 as rbac,
    scheduling::v1 as scheduling, storage::v1 as storage,
};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt::Write;

const HEADER: &str = "\
# Generated from the k8s-openapi crate (Kubernetes v1.36) by tests/tests/schema_fields.rs: UPDATE_EXPECT=1 cargo test
# A line a type: its name, @its group and version when objects can be of it, then its fields as name:shape, ! if required.
# Shapes: s string, b boolean, i int32, l int64, f number, y bytes, t time, u time in microseconds, q quantity,
# x integer or string, * anything, [ list of, { map to, and the names of other types.
";

/// The types that the kinds of the model reach, and which of them are kinds, with their apiVersion.
struct Source {
    generator: SchemaGenerator,
    kinds: BTreeMap<String, &'static str>,
}

impl Source {
    fn with<K: Resource + JsonSchema>(mut self) -> Self {
        self.generator.subschema_for::<K>();
        self.kinds.insert(K::schema_name().into_owned(), K::API_VERSION);
        self
    }
}

fn source() -> Source {
    Source { generator: SchemaGenerator::new(SchemaSettings::draft07()), kinds: BTreeMap::new() }
        .with::<apps::ControllerRevision>()
        .with::<apps::DaemonSet>()
        .with::<apps::Deployment>()
        .with::<apps::ReplicaSet>()
        .with::<apps::StatefulSet>()
        .with::<autoscaling::HorizontalPodAutoscaler>()
        .with::<batch::CronJob>()
        .with::<batch::Job>()
        .with::<core::ConfigMap>()
        .with::<core::Event>()
        .with::<core::Namespace>()
        .with::<core::Node>()
        .with::<core::PersistentVolume>()
        .with::<core::PersistentVolumeClaim>()
        .with::<core::Pod>()
        .with::<core::Secret>()
        .with::<core::Service>()
        .with::<core::ServiceAccount>()
        .with::<discovery::EndpointSlice>()
        .with::<networking::Ingress>()
        .with::<networking::NetworkPolicy>()
        .with::<policy::PodDisruptionBudget>()
        .with::<rbac::ClusterRole>()
        .with::<rbac::ClusterRoleBinding>()
        .with::<rbac::Role>()
        .with::<rbac::RoleBinding>()
        .with::<scheduling::PriorityClass>()
        .with::<storage::StorageClass>()
}

fn short(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// The shape of a type that the table names by a letter instead of by its fields.
fn scalar(name: &str) -> Option<&'static str> {
    match short(name) {
        "Quantity" => Some("q"),
        "IntOrString" => Some("x"),
        "Time" => Some("t"),
        "MicroTime" => Some("u"),
        "RawExtension" | "FieldsV1" => Some("*"),
        _ => None,
    }
}

fn shape(schema: &Value) -> String {
    if let Some(reference) = schema.pointer("/allOf/0/$ref").or(schema.get("$ref")) {
        let name = reference.as_str().expect("a reference is a string");
        return scalar(name).unwrap_or(short(name)).to_owned();
    }
    match (schema["type"].as_str(), schema["format"].as_str()) {
        (Some("string"), Some("byte")) => "y".into(),
        (Some("string"), None) => "s".into(),
        (Some("boolean"), None) => "b".into(),
        (Some("integer"), Some("int32")) => "i".into(),
        (Some("integer"), Some("int64")) => "l".into(),
        (Some("number"), _) => "f".into(),
        (Some("array"), None) => format!("[{}", shape(&schema["items"])),
        (Some("object"), None) => format!("{{{}", shape(&schema["additionalProperties"])),
        _ => panic!("a shape the table has no letter for: {schema}"),
    }
}

fn line(name: &str, schema: &Value, api_version: Option<&&str>) -> String {
    let required: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut line = short(name).to_owned();
    if let Some(version) = api_version {
        write!(line, "@{version}").expect("a string takes everything");
    }
    for (field, schema) in schema["properties"].as_object().into_iter().flatten() {
        let mark = if required.contains(&field.as_str()) { "!" } else { "" };
        write!(line, " {field}{mark}:{}", shape(schema)).expect("a string takes everything");
    }
    line
}

#[test]
fn the_committed_table_is_what_kubernetes_publishes() {
    let Source { mut generator, kinds } = source();
    let definitions: Map<String, Value> = generator.take_definitions(true);
    let types = definitions.iter().filter(|(name, _)| scalar(name).is_none());
    let mut lines: Vec<String> = types.map(|(name, schema)| line(name, schema, kinds.get(name))).collect();
    lines.sort();
    let table = format!("{HEADER}{}\n", lines.join("\n"));
    expect_test::expect_file!["../../crates/core/src/schema/fields.txt"].assert_eq(&table);
}

#[test]
fn no_two_types_of_the_table_share_a_name() {
    let definitions = source().generator.take_definitions(true);
    let mut names: Vec<&str> = definitions.keys().map(|name| short(name)).collect();
    names.sort_unstable();
    let shared: Vec<_> = names.windows(2).filter(|pair| pair[0] == pair[1]).collect();
    assert!(shared.is_empty(), "{shared:?}");
}
