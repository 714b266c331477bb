//! A module with similar functions beside each other, which compresses better: first by their locals, then by their types,
//! then by how their code begins.

use wasm_encoder::reencode::Reencode;
use wasm_encoder::{CodeSection, FunctionSection};
use wasmparser::{CodeSectionReader, FunctionBody, FunctionSectionReader, Parser};

use super::module::{Function, Module};
use super::{Error, explained};
use crate::step::{Failed, Outcome};

/// Arranges a module's functions.
///
/// # Errors
/// When the module is broken.
pub fn arranged(wasm: &[u8]) -> Outcome<Vec<u8>> {
    let arranged = || {
        let mut order = Order::of(&Module::read(wasm)?)?;
        let mut copy = wasm_encoder::Module::new();
        order.parse_core_module(&mut copy, Parser::new(0), wasm)?;
        Ok(copy.finish())
    };
    arranged().map_err(explained)
}

/// Copies a module, with its functions in another order.
struct Order {
    /// The places, before, of the functions that are not imported.
    places: Vec<usize>,
    /// The number that each function gets.
    numbers: Vec<Function>,
}

impl Order {
    fn of(module: &Module) -> Result<Order, Error> {
        let (imported, types) = module.functions.split_at(module.imported as usize);
        let mut functions = Vec::new();
        for (place, (body, ty)) in module.bodies.iter().zip(types).enumerate() {
            let (locals, code) = parts(body)?;
            functions.push((locals, ty, code, place));
        }
        functions.sort_unstable();
        let places: Vec<usize> = functions.into_iter().map(|(.., place)| place).collect();
        let mut numbers: Vec<Function> = (0..module.functions.len() as Function).collect();
        for (number, place) in (module.imported..).zip(&places) {
            numbers[imported.len() + place] = number;
        }
        Ok(Order { places, numbers })
    }
}

/// What a function says of its locals, and its code.
fn parts<'a>(body: &FunctionBody<'a>) -> Result<(&'a [u8], &'a [u8]), Error> {
    let code = body.get_operators_reader()?.original_position() - body.range().start;
    Ok(body.as_bytes().split_at(code as usize))
}

impl Reencode for Order {
    type Error = Failed;

    fn function_index(&mut self, function: Function) -> Result<Function, Error> {
        Ok(self.numbers[function as usize])
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Result<(), Error> {
        let types = section.into_iter().collect::<Result<Vec<_>, _>>()?;
        for place in &self.places {
            functions.function(types[*place]);
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> Result<(), Error> {
        let bodies = section.into_iter().collect::<Result<Vec<_>, _>>()?;
        for place in self.places.clone() {
            self.parse_function_body(code, bodies[place].clone())?;
        }
        Ok(())
    }
}
