//! The schema table against its source: every field of the kinds in it, as Kubernetes' published OpenAPI has them, and
//! what is said of each.

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

/// The types that the first picture of most StatefulSets needs.
const COMMON: &[&str] = &[
    "Affinity",
    "Capabilities",
    "ConfigMap",
    "ConfigMapEnvSource",
    "ConfigMapKeySelector",
    "ConfigMapVolumeSource",
    "Container",
    "ContainerPort",
    "EmptyDirVolumeSource",
    "EnvFromSource",
    "EnvVar",
    "EnvVarSource",
    "ExecAction",
    "HTTPGetAction",
    "KeyToPath",
    "LabelSelector",
    "LabelSelectorRequirement",
    "Lifecycle",
    "LifecycleHandler",
    "LoadBalancerStatus",
    "LocalObjectReference",
    "Namespace",
    "NamespaceSpec",
    "NamespaceStatus",
    "ObjectFieldSelector",
    "ObjectMeta",
    "PersistentVolumeClaim",
    "PersistentVolumeClaimSpec",
    "PersistentVolumeClaimStatus",
    "PodAffinityTerm",
    "PodAntiAffinity",
    "PodSecurityContext",
    "PodSpec",
    "PodTemplateSpec",
    "Probe",
    "ResourceRequirements",
    "RollingUpdateStatefulSetStrategy",
    "SeccompProfile",
    "Secret",
    "SecretEnvSource",
    "SecretKeySelector",
    "SecretVolumeSource",
    "SecurityContext",
    "Service",
    "ServiceAccount",
    "ServicePort",
    "ServiceSpec",
    "ServiceStatus",
    "StatefulSet",
    "StatefulSetOrdinals",
    "StatefulSetPersistentVolumeClaimRetentionPolicy",
    "StatefulSetSpec",
    "StatefulSetStatus",
    "StatefulSetUpdateStrategy",
    "StorageClass",
    "TCPSocketAction",
    "Toleration",
    "TopologySpreadConstraint",
    "Volume",
    "VolumeMount",
    "VolumeResourceRequirements",
    "WeightedPodAffinityTerm",
];

#[test]
fn the_committed_table_is_what_kubernetes_publishes() {
    let Source { mut generator, kinds } = source();
    let definitions: Map<String, Value> = generator.take_definitions(true);
    let types = definitions.iter().filter(|(name, _)| scalar(name).is_none());
    let lines = types.map(|(name, schema)| (short(name), line(name, schema, kinds.get(name)) + "\n"));
    let (common, rare): (BTreeMap<_, _>, BTreeMap<_, _>) = lines.partition(|(name, _)| COMMON.contains(name));
    let text = |types: BTreeMap<&str, String>| types.into_values().collect::<String>();
    expect_test::expect_file!["../../crates/core/src/schema/fields.txt"].assert_eq(&text(common));
    expect_test::expect_file!["../../crates/core/src/schema/rare/fields.txt"].assert_eq(&text(rare));
}

const SAID: &str = "\
# Generated from the k8s-openapi crate (Kubernetes v1.36) and enums.txt by tests/tests/schema_fields.rs: UPDATE_EXPECT=1
# A line a type: its name, and what is said of it; below, indented, its fields: the name, |VALUE for each value of a
# closed list, and what is said. A line break in that is \\n.
";

/// The values of a field, and what each means.
type Values = Vec<(&'static str, &'static str)>;

/// The closed lists of values, by `type.field`.
fn enums() -> BTreeMap<&'static str, Values> {
    let mut enums = BTreeMap::<_, Values>::new();
    let mut last = "";
    let text = include_str!("../../crates/core/src/schema/enums.txt");
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (name, rest) = line.trim_start().split_once(' ').expect("a line has a name and something of it");
        if line.starts_with(' ') {
            let values = enums.get_mut(last).expect("a meaning is of a value above it");
            values.iter_mut().find(|(value, _)| *value == name).expect("it is one of them").1 = rest;
        } else {
            last = name;
            enums.insert(name, rest.split(' ').map(|value| (value, "")).collect());
        }
    }
    enums
}

/// A description, as the server writes those of fields with a closed list of values.
fn said(schema: &Value, values: &Values) -> String {
    let mut text = schema["description"].as_str().unwrap_or("").trim_end().to_owned();
    if !values.is_empty() {
        text += "\n\nPossible enum values:";
    }
    for (value, meaning) in values {
        let line = format!("\n - `\"{}\"` {meaning}", value.trim_matches('"'));
        text += line.trim_end();
    }
    text.replace('\n', "\\n")
}

fn descriptions(name: &str, schema: &Value, enums: &mut BTreeMap<&str, Values>) -> String {
    let mut text = format!("{} {}\n", short(name), said(schema, &Vec::new()));
    for (field, schema) in schema["properties"].as_object().into_iter().flatten() {
        let values = enums.remove(format!("{}.{field}", short(name)).as_str()).unwrap_or_default();
        let listed: String = values.iter().map(|(value, _)| format!("|{value}")).collect();
        writeln!(text, " {field}{listed} {}", said(schema, &values)).expect("a string takes everything");
    }
    text
}

#[test]
fn the_committed_descriptions_are_what_kubernetes_publishes() {
    let Source { mut generator, .. } = source();
    let (definitions, mut enums) = (generator.take_definitions(true), enums());
    let mut types: Vec<String> =
        definitions.iter().map(|(name, schema)| descriptions(name, schema, &mut enums)).collect();
    types.sort();
    assert!(enums.is_empty(), "no such fields: {enums:?}");
    let text = format!("{SAID}{}", types.concat());
    expect_test::expect_file!["../../crates/core/src/schema/descriptions.txt"].assert_eq(&text);
}

#[test]
fn no_two_types_of_the_table_share_a_name() {
    let definitions = source().generator.take_definitions(true);
    let mut names: Vec<&str> = definitions.keys().map(|name| short(name)).collect();
    names.sort_unstable();
    let shared: Vec<_> = names.windows(2).filter(|pair| pair[0] == pair[1]).collect();
    assert!(shared.is_empty(), "{shared:?}");
}
