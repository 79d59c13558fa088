//! The controls of what no source settles, and of the limits of calls.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::ControlError;
use super::orders::read;
use crate::json::{Json, list, object};
use crate::rates::RATES;
use crate::world::World;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RatesOrder {
    are_on: bool,
}

impl World {
    /// Sets switches by their names: all of them, or none.
    pub(super) fn order_switches(&mut self, body: &Value) -> Result<Json, ControlError> {
        let order: BTreeMap<String, String> = read(body)?;
        let mut switches = self.switches.clone();
        for (name, choice) in &order {
            let set = switches.set(name, choice);
            set.map_err(|error| ControlError::bad_request(error.to_string()))?;
        }
        self.switches = switches;
        Ok(self.switches.json())
    }

    /// Switches the limits of calls on or off.
    pub(super) fn order_rates(&mut self, body: &Value) -> Result<Json, ControlError> {
        let order: RatesOrder = read(body)?;
        self.rates.switch(order.are_on);
        Ok(self.rates_json())
    }

    /// The limits of calls.
    pub(super) fn rates_json(&self) -> Json {
        let shown = RATES.iter().map(|rate| {
            object([
                ("path", rate.path.into()),
                ("per_client", rate.per_client.into()),
                ("per_item", rate.per_item.into()),
            ])
        });
        object([("are_on", self.rates.are_on.into()), ("limits", list(shown))])
    }
}
