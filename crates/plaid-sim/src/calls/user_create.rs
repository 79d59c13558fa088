//! `POST /user/create`: a user that links can be gathered under.
//!
//! The plain flow of Link does without. What the user is called is looked at by nobody and not kept.

use super::Call;
use crate::json::{Json, object};
use crate::refusal::Refusal;
use crate::request::{Request, optional, required};
use crate::switches::REPEATED_USER;
use crate::tokens;
use crate::world::World;
use crate::world::durable::User;

pub const CALL: Call = Call {
    path: "/user/create",
    purpose: "a user that links can be gathered under",
    rate_limit: "RATE_LIMIT",
    fields: &[
        required("client_user_id"),
        optional("identity"),
        optional("end_customer"),
        optional("consumer_report_user_identity"),
        optional("with_upgraded_user"),
    ],
    answer,
};

const ID_LENGTH_MAX: usize = 128;
const USER_ID_LENGTH: usize = 14;

fn answer(world: &mut World, request: &Request) -> Result<Json, Refusal> {
    let client_user_id = request.required_text("client_user_id")?.to_owned();
    if client_user_id.chars().count() > ID_LENGTH_MAX {
        let message = format!("client_user_id must be at most {ID_LENGTH_MAX} characters long");
        return Err(Refusal::field(message));
    }
    let known = world.durable().users.get(&client_user_id).cloned();
    let user = match (known, world.switches.choice(&REPEATED_USER)) {
        (Some(user), "same") => user,
        (Some(_), "refuse") => {
            return Err(Refusal::field("client_user_id belongs to a user already"));
        }
        _ => {
            let id = tokens::uuid(&*world.settings.chance).simple().to_string();
            let user = User {
                id: format!("usr_{}", &id[..USER_ID_LENGTH]),
                token: world.fresh_token("user"),
            };
            world.commit(|durable| durable.users.insert(client_user_id, user.clone()))?;
            user
        }
    };
    Ok(object([("user_id", user.id.into()), ("user_token", user.token.into())]))
}
