"""The whole life of an item, told to the simulator by Plaid's own client for Python.

It checks values, and it checks that the client's models take every answer: they are stricter than
the API's description. Webhooks are proved by PyJWT, which has nothing of ours. The test that starts
it (`tests/suite/sdk.rs`) says by the environment where the simulator is.
"""

import hashlib
import hmac
import json
import os
import queue
import re
import threading
import time
import urllib.request
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer

import jwt
import plaid
from plaid.api import plaid_api
from plaid.model.account_subtype import AccountSubtype
from plaid.model.accounts_balance_get_request import AccountsBalanceGetRequest
from plaid.model.accounts_balance_get_request_options import AccountsBalanceGetRequestOptions
from plaid.model.accounts_get_request import AccountsGetRequest
from plaid.model.auth_get_request import AuthGetRequest
from plaid.model.country_code import CountryCode
from plaid.model.identity_get_request import IdentityGetRequest
from plaid.model.institutions_get_by_id_request import InstitutionsGetByIdRequest
from plaid.model.institutions_get_by_id_request_options import InstitutionsGetByIdRequestOptions
from plaid.model.institutions_get_request import InstitutionsGetRequest
from plaid.model.institutions_search_request import InstitutionsSearchRequest
from plaid.model.item_access_token_invalidate_request import ItemAccessTokenInvalidateRequest
from plaid.model.item_get_request import ItemGetRequest
from plaid.model.item_public_token_exchange_request import ItemPublicTokenExchangeRequest
from plaid.model.item_remove_request import ItemRemoveRequest
from plaid.model.item_webhook_update_request import ItemWebhookUpdateRequest
from plaid.model.link_token_create_request import LinkTokenCreateRequest
from plaid.model.link_token_create_request_user import LinkTokenCreateRequestUser
from plaid.model.link_token_get_request import LinkTokenGetRequest
from plaid.model.processor_token_create_request import ProcessorTokenCreateRequest
from plaid.model.products import Products
from plaid.model.sandbox_item_fire_webhook_request import SandboxItemFireWebhookRequest
from plaid.model.sandbox_item_reset_login_request import SandboxItemResetLoginRequest
from plaid.model.sandbox_public_token_create_request import SandboxPublicTokenCreateRequest
from plaid.model.sandbox_public_token_create_request_options import (
    SandboxPublicTokenCreateRequestOptions,
)
from plaid.model.sandbox_public_token_create_request_options_transactions import (
    SandboxPublicTokenCreateRequestOptionsTransactions,
)
from plaid.model.transactions_get_request import TransactionsGetRequest
from plaid.model.transactions_get_request_options import TransactionsGetRequestOptions
from plaid.model.transactions_recurring_get_request import TransactionsRecurringGetRequest
from plaid.model.transactions_refresh_request import TransactionsRefreshRequest
from plaid.model.transactions_sync_request import TransactionsSyncRequest
from plaid.model.webhook_verification_key_get_request import WebhookVerificationKeyGetRequest

BANK = os.environ["BANK_URL"]
CLIENT_ID = os.environ["BANK_CLIENT_ID"]
SECRET = os.environ["BANK_SECRET"]
PLATYPUS = "ins_109508"
DAYS = 180
PAGE = 37
PATIENCE_SECONDS = 30
PAUSE_SECONDS = 0.1
UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
US = [CountryCode("US")]


def client(secret=SECRET):
    api_key = {"clientId": CLIENT_ID, "secret": secret, "plaidVersion": "2020-09-14"}
    configuration = plaid.Configuration(host=BANK, api_key=api_key)
    return plaid_api.PlaidApi(plaid.ApiClient(configuration))


def control(method, path, body=None):
    """A word to the simulator's own side."""
    sent = None if body is None else json.dumps(body).encode()
    headers = {"content-type": "application/json"}
    request = urllib.request.Request(BANK + path, data=sent, method=method, headers=headers)
    with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
        return json.loads(answer.read(), parse_float=Decimal)


def ledger(item_id):
    """The rows of an item as the bank knows them, by their ids."""
    rows = control("GET", f"/sim/items/{item_id}/ledger")["transactions"]
    return {row["transaction_id"]: row for row in rows}


def refused(status, error_type, code, call, *arguments, kind=plaid.ApiException):
    """Calls something that must be refused so."""
    try:
        call(*arguments)
    except kind as error:
        told = json.loads(error.body)
        found = (error.status, told["error_type"], told["error_code"])
        assert found == (status, error_type, code), (found, told)
        assert re.fullmatch("[0-9A-Za-z]{15}", told["request_id"]), told
        assert "display_message" in told, told
        return told
    raise AssertionError(f"{code} was expected and the call succeeded")


class Receiver:
    """Takes webhooks, each with its token and its bytes as they came."""

    def __init__(self):
        taken = self.taken = queue.Queue()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                taken.put((self.headers["plaid-verification"], body))
                self.send_response(200)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *arguments):
                pass

        server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{server.server_port}/hook"
        threading.Thread(target=server.serve_forever, daemon=True).start()

    def until(self, family, code):
        """The next webhook of that kind; others may come before it. Every one is proved."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            token, body = self.taken.get(timeout=max(0.0, deadline - time.monotonic()))
            told = proved(token, body)
            if (told["webhook_type"], told["webhook_code"]) == (family, code):
                return told


def proved(token, body):
    header = jwt.get_unverified_header(token)
    assert header["alg"] == "ES256", header
    request = WebhookVerificationKeyGetRequest(key_id=header["kid"])
    key = plaid_client.webhook_verification_key_get(request).key
    assert key.kid == header["kid"] and key.expired_at is None, key
    words = {"kty": key.kty, "crv": key.crv, "x": key.x, "y": key.y, "alg": key.alg, "use": key.use}
    claims = jwt.decode(token, jwt.PyJWK(words).key, algorithms=["ES256"])
    assert abs(time.time() - claims["iat"]) < 300, claims
    digest = hashlib.sha256(body).hexdigest()
    assert hmac.compare_digest(digest, claims["request_body_sha256"]), claims
    return json.loads(body)


def synced(access_token, cursor):
    """Follows the pages to their end: what came, how many pages there were, and where it ended."""
    added, modified, removed, pages = [], [], [], 0
    while True:
        request = TransactionsSyncRequest(access_token=access_token, cursor=cursor, count=PAGE)
        page = plaid_client.transactions_sync(request)
        updates = len(page.added) + len(page.modified) + len(page.removed)
        assert updates <= PAGE and (not page.has_more or updates == PAGE), updates
        added += page.added
        modified += page.modified
        removed += page.removed
        pages += 1
        cursor = page.next_cursor
        if not page.has_more:
            status = str(page.transactions_update_status)
            assert status == "HISTORICAL_UPDATE_COMPLETE", status
            return added, modified, removed, pages, cursor


def same(row, known):
    """Whether a row of the client's says what the bank's ledger says."""
    assert type(row.date) is date, row.date
    assert row.date.isoformat() == known["date"], (row, known)
    authorized = row.authorized_date and row.authorized_date.isoformat()
    assert authorized == known["authorized_date"], (row, known)
    assert Decimal(repr(row.amount)) == Decimal(known["amount"]), (row, known)
    for name in ("account_id", "iso_currency_code", "merchant_name", "name", "pending"):
        assert row[name] == known[name], (name, row, known)
    assert row.pending_transaction_id == known["pending_transaction_id"], (row, known)
    assert str(row.payment_channel) == known["payment_channel"], (row, known)
    category = row.personal_finance_category
    assert category.detailed == known["personal_finance_category"]["detailed"], (row, known)


def complete(rows, known):
    assert rows.keys() == known.keys(), rows.keys() ^ known.keys()
    for transaction_id, row in rows.items():
        same(row, known[transaction_id])


def ready(call, *arguments):
    """Asks again for as long as the product is not ready. Says how often it was not."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    refusals = 0
    while True:
        try:
            return call(*arguments), refusals
        except plaid.ApiException as error:
            assert error.status == 400, error
            assert json.loads(error.body)["error_code"] == "PRODUCT_NOT_READY", error.body
            assert time.monotonic() < deadline, "it never became ready"
            refusals += 1
            time.sleep(PAUSE_SECONDS)


def link(receiver):
    """A link token and what it was made with, and an item without a browser."""
    request = LinkTokenCreateRequest(
        client_name="Florin",
        language="en",
        country_codes=US,
        user=LinkTokenCreateRequestUser(client_user_id="user-1"),
        products=[Products("transactions")],
        webhook=receiver.address,
    )
    made = plaid_client.link_token_create(request)
    assert re.fullmatch(f"link-sandbox-{UUID}", made.link_token), made.link_token
    hours = made.expiration - datetime.now(timezone.utc)
    assert timedelta(hours=3, minutes=59) < hours <= timedelta(hours=4), made.expiration
    told = plaid_client.link_token_get(LinkTokenGetRequest(link_token=made.link_token))
    assert told.link_token == made.link_token and told.expiration == made.expiration
    assert told.created_at + timedelta(hours=4) == told.expiration
    metadata = told.metadata
    assert (metadata.client_name, metadata.language) == ("Florin", "en"), metadata
    assert metadata.webhook == receiver.address and metadata.redirect_uri is None, metadata
    assert [str(code) for code in metadata.country_codes] == ["US"], metadata
    assert [str(name) for name in metadata.initial_products] == ["transactions"], metadata

    days = SandboxPublicTokenCreateRequestOptionsTransactions(days_requested=DAYS)
    options = SandboxPublicTokenCreateRequestOptions(
        override_username="user_household",
        override_password="any",
        webhook=receiver.address,
        transactions=days,
    )
    request = SandboxPublicTokenCreateRequest(
        institution_id=PLATYPUS, initial_products=[Products("transactions")], options=options
    )
    public_token = plaid_client.sandbox_public_token_create(request).public_token
    assert re.fullmatch(f"public-sandbox-{UUID}", public_token), public_token
    request = ItemPublicTokenExchangeRequest(public_token=public_token)
    exchanged = plaid_client.item_public_token_exchange(request)
    assert re.fullmatch(f"access-sandbox-{UUID}", exchanged.access_token), exchanged
    assert len(exchanged.item_id) == 37, exchanged
    again = plaid_client.item_public_token_exchange
    refused(400, "INVALID_INPUT", "INVALID_PUBLIC_TOKEN", again, request)
    return exchanged.access_token, exchanged.item_id


def accounts(access_token, item_id):
    item = plaid_client.item_get(ItemGetRequest(access_token=access_token))
    assert (item.item.item_id, item.item.institution_id) == (item_id, PLATYPUS), item
    assert item.item.error is None and item.item.consent_expiration_time is None, item
    assert "transactions" in [str(name) for name in item.item.billed_products], item
    told = plaid_client.accounts_get(AccountsGetRequest(access_token=access_token)).accounts
    known = control("GET", f"/sim/items/{item_id}/ledger")["accounts"]
    assert [one.account_id for one in told] == [one["account_id"] for one in known]
    for one, its in zip(told, known):
        assert (one.name, one.mask, str(one.type)) == (its["name"], its["mask"], its["type"])
        assert isinstance(one.subtype, AccountSubtype) and str(one.subtype) == its["subtype"], one
        for name in ("available", "current", "limit"):
            balance, expected = one.balances[name], its["balances"][name]
            assert (balance is None) == (expected is None), (one, its)
            assert balance is None or Decimal(repr(balance)) == Decimal(expected), (one, its)
        assert one.balances.iso_currency_code == "USD", one
        assert one.balances.unofficial_currency_code is None, one
    first = told[0].account_id
    options = AccountsBalanceGetRequestOptions(account_ids=[first])
    request = AccountsBalanceGetRequest(access_token=access_token, options=options)
    live = plaid_client.accounts_balance_get(request).accounts
    assert [one.account_id for one in live] == [first], live
    assert live[0].balances.current == told[0].balances.current, live

    auth = plaid_client.auth_get(AuthGetRequest(access_token=access_token))
    numbers = auth.numbers.ach
    assert numbers and auth.numbers.bacs == [] and auth.numbers.eft == [], auth
    assert auth.numbers.international == [], auth
    masks = {one.account_id: one.mask for one in told}
    for one in numbers:
        assert re.fullmatch("[0-9]{9}", one.routing), one
        assert one.account.endswith(masks[one.account_id]), (one, masks)
    owned = plaid_client.identity_get(IdentityGetRequest(access_token=access_token)).accounts
    assert len(owned) == len(told) and len(owned[0].owners[0].names) == 2, owned[0]
    address = owned[0].owners[0].addresses[0]
    assert address.primary is True and address.data.country == "US", address
    assert any(email.primary for email in owned[0].owners[0].emails), owned[0]

    request = ProcessorTokenCreateRequest(
        access_token=access_token, account_id=first, processor="dwolla"
    )
    token = plaid_client.processor_token_create(request).processor_token
    assert token.startswith("processor-sandbox-"), token


def transactions(access_token, item_id, receiver):
    # Beyond the wait that every new item has, so that it is seen however slow the machine is.
    fault = {"path": "/transactions/get", "fault": "PRODUCT_NOT_READY", "times": 2}
    control("POST", "/sim/faults", fault)
    end = date.today() + timedelta(days=1)
    begin = end - timedelta(days=DAYS + 2)
    get = plaid_client.transactions_get
    request = TransactionsGetRequest(access_token=access_token, start_date=begin, end_date=end)
    _, refusals = ready(get, request)
    assert refusals >= 2, refusals
    receiver.until("TRANSACTIONS", "INITIAL_UPDATE")
    update = receiver.until("TRANSACTIONS", "HISTORICAL_UPDATE")
    assert update["item_id"] == item_id and update["new_transactions"] > 0, update

    recurring = TransactionsRecurringGetRequest(access_token=access_token)
    streams, _ = ready(plaid_client.transactions_recurring_get, recurring)
    known = ledger(item_id)
    rows, total = {}, None
    while total is None or len(rows) < total:
        options = TransactionsGetRequestOptions(count=200, offset=len(rows))
        page = get(
            TransactionsGetRequest(
                access_token=access_token, start_date=begin, end_date=end, options=options
            )
        )
        assert page.transactions, "a page before the end is not empty"
        total = page.total_transactions
        rows.update((row.transaction_id, row) for row in page.transactions)
    assert total == len(known), (total, len(known))
    complete(rows, known)

    for stream in streams.inflow_streams + streams.outflow_streams:
        assert known.keys() >= set(stream.transaction_ids), stream
        assert type(stream.first_date) is date and stream.first_date <= stream.last_date, stream
    assert all(one.last_amount.amount < 0 for one in streams.inflow_streams)
    assert any(str(one.frequency) == "MONTHLY" for one in streams.outflow_streams)
    assert streams.updated_datetime.tzinfo is not None, streams.updated_datetime

    added, modified, removed, pages, cursor = synced(access_token, "")
    assert modified == [] and removed == [] and pages == -(-len(known) // PAGE), pages
    rows = {row.transaction_id: row for row in added}
    assert len(rows) == len(added), "no row comes twice"
    complete(rows, known)

    assert len(plaid_client.transactions_refresh(
        TransactionsRefreshRequest(access_token=access_token)
    ).request_id) == 15
    control("POST", f"/sim/items/{item_id}/advance", {"days": 5})
    update = receiver.until("TRANSACTIONS", "SYNC_UPDATES_AVAILABLE")
    assert update["historical_update_complete"] is True, update
    added, modified, removed, _, _ = synced(access_token, cursor)
    assert added and removed, "five days of a household are not empty"
    rows.update((row.transaction_id, row) for row in added + modified)
    for row in removed:
        del rows[row.transaction_id]
    complete(rows, ledger(item_id))
    again = synced(access_token, cursor)
    assert [row.transaction_id for row in again[0]] == [row.transaction_id for row in added]


def login(access_token, item_id, receiver):
    reset = SandboxItemResetLoginRequest(access_token=access_token)
    assert plaid_client.sandbox_item_reset_login(reset).reset_login is True
    told = receiver.until("ITEM", "ERROR")
    assert told["error"]["error_code"] == "ITEM_LOGIN_REQUIRED", told
    request = AccountsGetRequest(access_token=access_token)
    get = plaid_client.accounts_get
    refusal = refused(400, "ITEM_ERROR", "ITEM_LOGIN_REQUIRED", get, request)
    assert refusal["display_message"], refusal
    item = plaid_client.item_get(ItemGetRequest(access_token=access_token)).item
    assert item.error.error_code == "ITEM_LOGIN_REQUIRED", item
    assert str(item.error.error_type) == "ITEM_ERROR" and item.error.status == 400, item
    request = LinkTokenCreateRequest(
        client_name="Florin",
        language="en",
        country_codes=US,
        user=LinkTokenCreateRequestUser(client_user_id="user-1"),
        access_token=access_token,
    )
    made = plaid_client.link_token_create(request)
    minutes = made.expiration - datetime.now(timezone.utc)
    assert timedelta(minutes=29) < minutes <= timedelta(minutes=30), made.expiration
    control("POST", f"/sim/items/{item_id}/repair", {})
    item = plaid_client.item_get(ItemGetRequest(access_token=access_token))
    assert item.item.error is None, item
    assert item.status.last_webhook.sent_at.tzinfo is not None, item.status
    assert get(AccountsGetRequest(access_token=access_token)).accounts


def webhooks(access_token, item_id, receiver):
    fire = SandboxItemFireWebhookRequest(
        access_token=access_token, webhook_code="NEW_ACCOUNTS_AVAILABLE"
    )
    assert plaid_client.sandbox_item_fire_webhook(fire).webhook_fired is True
    told = receiver.until("ITEM", "NEW_ACCOUNTS_AVAILABLE")
    assert told["item_id"] == item_id and told["environment"] == "sandbox", told
    elsewhere = Receiver()
    update = ItemWebhookUpdateRequest(access_token=access_token, webhook=elsewhere.address)
    assert plaid_client.item_webhook_update(update).item.webhook == elsewhere.address
    told = elsewhere.until("ITEM", "WEBHOOK_UPDATE_ACKNOWLEDGED")
    assert told["new_webhook_url"] == elsewhere.address, told
    get = plaid_client.webhook_verification_key_get
    unknown = WebhookVerificationKeyGetRequest(key_id="00000000-0000-4000-8000-000000000000")
    refused(400, "INVALID_INPUT", "INVALID_WEBHOOK_VERIFICATION_KEY_ID", get, unknown)


def institutions():
    some = plaid_client.institutions_get(InstitutionsGetRequest(count=3, offset=1, country_codes=US))
    assert len(some.institutions) == 3 and some.total > 4, some
    request = InstitutionsSearchRequest(
        query="Platypus", products=[Products("transactions")], country_codes=US
    )
    found = plaid_client.institutions_search(request).institutions
    assert PLATYPUS in [one.institution_id for one in found], found
    assert all("Platypus" in one.name for one in found), found
    options = InstitutionsGetByIdRequestOptions(include_optional_metadata=True)
    request = InstitutionsGetByIdRequest(
        institution_id=PLATYPUS, country_codes=US, options=options
    )
    one = plaid_client.institutions_get_by_id(request).institution
    assert (one.name, one.oauth, one.logo) == ("First Platypus Bank", False, None), one
    assert str(one.connection_availability) == "SUPPORTED", one
    assert [str(code) for code in one.country_codes] == ["US"], one
    unknown = InstitutionsGetByIdRequest(institution_id="ins_0", country_codes=US)
    by_id = plaid_client.institutions_get_by_id
    refused(400, "INVALID_INPUT", "INVALID_INSTITUTION", by_id, unknown)
    categories = plaid_client.categories_get({}).categories
    assert len(categories) > 500 and categories[0].hierarchy, len(categories)


def errors(access_token):
    request = AccountsGetRequest(access_token=access_token)
    stranger = client(secret="f" * 30)
    refused(400, "INVALID_INPUT", "INVALID_API_KEYS", stranger.accounts_get, request)
    get = plaid_client.accounts_get
    unknown = "access-sandbox-00000000-0000-4000-8000-000000000000"
    unknown = AccountsGetRequest(access_token=unknown)
    refused(400, "INVALID_INPUT", "INVALID_ACCESS_TOKEN", get, unknown)
    for fault, status, error_type, code, kind in [
        ("INTERNAL_SERVER_ERROR", 500, "API_ERROR", "INTERNAL_SERVER_ERROR", plaid.exceptions.ServiceException),
        ("rate_limit", 429, "RATE_LIMIT_EXCEEDED", "ACCOUNTS_LIMIT", plaid.ApiException),
        ("INSTITUTION_DOWN", 400, "INSTITUTION_ERROR", "INSTITUTION_DOWN", plaid.ApiException),
    ]:
        control("POST", "/sim/faults", {"path": "/accounts/get", "fault": fault})
        refused(status, error_type, code, get, request, kind=kind)
    assert get(request).accounts


def end(access_token):
    request = ItemAccessTokenInvalidateRequest(access_token=access_token)
    fresh = plaid_client.item_access_token_invalidate(request).new_access_token
    assert re.fullmatch(f"access-sandbox-{UUID}", fresh) and fresh != access_token, fresh
    old = ItemGetRequest(access_token=access_token)
    refused(400, "INVALID_INPUT", "INVALID_ACCESS_TOKEN", plaid_client.item_get, old)
    request = ItemRemoveRequest(access_token=fresh)
    assert len(plaid_client.item_remove(request).request_id) == 15
    refused(400, "ITEM_ERROR", "ITEM_NOT_FOUND", plaid_client.item_remove, request)


plaid_client = client()


def main():
    receiver = Receiver()
    access_token, item_id = link(receiver)
    accounts(access_token, item_id)
    transactions(access_token, item_id, receiver)
    login(access_token, item_id, receiver)
    webhooks(access_token, item_id, receiver)
    institutions()
    errors(access_token)
    end(access_token)
    print("plaid-python", plaid.__version__, "lived the whole life of an item")


main()
