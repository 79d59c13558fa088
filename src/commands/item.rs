//! `florin item`: the banks that are linked.

use clap::{Args, Subcommand};
use florin::entities::item::{self, ItemState};
use florin::features::{items, sync};
use florin::kernel::actor::{Actor, Credential};
use florin::kernel::fault::OrFault as _;
use florin::kernel::ids::ItemId;
use florin::kernel::origin::Origin;
use florin::platform::Platform;
use sea_orm::{ActiveEnum as _, ColumnTrait as _, QueryFilter as _, QueryOrder as _};
use serde_json::{Value, json};

use super::operator::{moment, open_database, open_platform, table, usernames};
use super::{Done, print};

/// Linked banks of every user, without a server. Example: `florin item list`
#[derive(Args)]
pub struct Item {
    #[command(subcommand)]
    command: ItemCommand,
}

#[derive(Subcommand)]
enum ItemCommand {
    /// Lists the linked banks, oldest first. Example: `florin item list`
    List {
        /// Prints a JSON array for programs instead of a table.
        #[arg(long)]
        json: bool,
    },
    /// Asks for a sync, which a running server or the next one does.
    /// Example: `florin item sync item_0199d3a27c1e7b7c8d4e5f60718293a4`
    Sync {
        /// The item, as `florin item list` prints it.
        item: String,
    },
    /// Removes a bank and its transactions, as its owner can. A running server, or the next one,
    /// tells Plaid. There is no way back but linking it again.
    /// Example: `florin item remove item_0199d3a27c1e7b7c8d4e5f60718293a4`
    Remove {
        /// The item, as `florin item list` prints it.
        item: String,
    },
}

impl Item {
    /// Works on the database without the server.
    pub async fn run(self) -> Done {
        match self.command {
            ItemCommand::List { json } => list(json).await,
            ItemCommand::Sync { item } => {
                let (platform, owner, id) = find(&item).await?;
                let job = sync::request(&platform, &owner, id).await?;
                print(&format!("{} is due now.", job.id));
                Ok(platform.db.clone().close().await?)
            }
            ItemCommand::Remove { item } => {
                let (platform, owner, id) = find(&item).await?;
                let removed = items::remove(&platform, &owner, &Origin::default(), id).await?;
                print(&format!("{} is removed. Plaid is told next.", removed.id));
                Ok(platform.db.clone().close().await?)
            }
        }
    }
}

async fn list(json: bool) -> Done {
    let db = open_database().await?;
    let linked = item::of_everyone()
        .filter(item::Column::State.eq(ItemState::Active))
        .order_by_asc(item::Column::Id)
        .all(&db.system);
    let linked = linked.await.or_fault("listing items")?;
    let names = usernames(&db).await?;
    db.close().await?;
    let user = |item: &items::Item| names.get(&item.user_id).cloned().unwrap_or_default();
    if json {
        let values: Vec<Value> = linked.iter().map(|item| value(item, &user(item))).collect();
        print(&serde_json::to_string_pretty(&values)?);
        return Ok(());
    }
    let rows: Vec<_> = linked
        .iter()
        .map(|item| {
            [
                item.id.to_string(),
                item.institution_name.clone().unwrap_or_else(|| "-".to_owned()),
                item.status.to_value(),
                moment(item.last_synced_at),
                user(item),
            ]
        })
        .collect();
    print(&table(["ITEM", "BANK", "STATUS", "LAST SYNCED (UTC)", "USER"], &rows));
    Ok(())
}

fn value(item: &items::Item, user: &str) -> Value {
    json!({
        "id": item.id.to_string(),
        "plaidItemId": item.plaid_item_id,
        "bank": item.institution_name,
        "status": item.status.to_value(),
        "statusReason": item.status_reason,
        "user": user,
        "userId": item.user_id.to_string(),
        "createdAt": item.created_at,
        "lastSyncedAt": item.last_synced_at,
    })
}

/// The linked item, and its owner as the one on whose behalf the operator acts: without a session.
async fn find(text: &str) -> Result<(Platform, Actor, ItemId), Box<dyn std::error::Error>> {
    let id = ItemId::parse(text).map_err(|error| format!("{text:?} is {error}"))?;
    let platform = open_platform().await?;
    let found = item::of_everyone()
        .filter(item::Column::Id.eq(id))
        .filter(item::Column::State.eq(ItemState::Active))
        .one(&platform.db.system);
    let found = found.await.or_fault("looking an item up")?.ok_or_else(|| not_linked(text))?;
    let owner = Actor { user: found.user_id, credential: Credential::Operator };
    Ok((platform, owner, id))
}

fn not_linked(item: &str) -> String {
    format!("there is no linked item {item}")
}
