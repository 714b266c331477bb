//! `kubectl replace`.

use super::args::Args;
use super::context::Context;
use super::failure::Failure;
use super::manifest::{self, Document};
use super::output::{self, Format};
use super::{DONE, Outcome};
use crate::api;
use crate::error::ApiError;
use crate::store::DeleteOptions;

pub(super) const FLAGS: &str = "filename,f= recursive,R force cascade?background grace-period= timeout= wait output,o= \
     dry-run?unchanged validate?strict save-config subresource= field-manager= raw=";

pub(super) fn run(context: &mut Context<'_>, args: &Args) -> Outcome {
    if args.get("filename").is_none() {
        return Err(Failure::error("must specify one of -f and -k"));
    }
    let manifests = manifest::read(context, args)?;
    let mut failures = manifests.failures;
    if manifests.documents.is_empty() && failures.is_empty() {
        return Err(Failure::error("no objects passed to replace"));
    }
    for document in manifests.documents {
        failures.extend(replace(context, args, &document).err());
    }
    Failure::all(failures)?;
    DONE
}

fn replace(context: &mut Context<'_>, args: &Args, document: &Document) -> Result<(), Failure> {
    let key = document.key();
    let refused = |error: ApiError| document.failure("replacing", &error);
    let object = output::trial(context, args, |context| {
        if !args.on("force") {
            return api::update(context.world, &key, document.value.clone()).map_err(refused);
        }
        // By force it is deleted at once and created anew.
        let options = DeleteOptions { grace_seconds: Some(0), ..DeleteOptions::default() };
        let _ = api::delete(context.world, &key, options);
        api::create(context.world, document.value.clone(), &key.namespace).map_err(refused)
    })?;
    output::report(context, args, &Format::parse(args)?, &object, "replaced")
}
