"""What the templates promise, read from the packaged template itself."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.layer import host_target
from infra.package import build_package

ROOT = Path(__file__).resolve().parents[2]
STATE = ROOT / "infra" / "state.yaml"
STAGES = (
    "intake",
    "signing",
    "submission",
    "authorization",
    "rendering",
    "notification",
    "results",
    "letters",
    "reports",
)
FUNCTIONS = {*(name.title() for name in STAGES), "Sweep", "Ledger", "APIHandler"}


@pytest.fixture(scope="module")
def packaged() -> Path:
    """The template that is deployed, to AWS as to the local stack."""
    return build_package(ROOT, host_target()).template


@pytest.fixture(scope="module")
def template(packaged: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(packaged.read_text())
    return content


def functions(template: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The functions' properties by logical name."""
    found = template["Resources"].items()
    return {n: r["Properties"] for n, r in found if r["Type"] == "AWS::Serverless::Function"}


def statements(template: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every statement of every role."""
    for name, resource in template["Resources"].items():
        if resource["Type"] == "AWS::IAM::Role":
            for policy in resource["Properties"]["Policies"]:
                for statement in policy["PolicyDocument"]["Statement"]:
                    yield name, statement


def test_both_templates_pass_cfn_lint(packaged: Path) -> None:
    command = [str(Path(sys.executable).parent / "cfn-lint"), str(STATE), str(packaged)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_there_is_one_function_a_stage_and_each_has_a_role_of_its_own(template: dict[str, Any]) -> None:
    found = functions(template)
    assert set(found) == FUNCTIONS
    roles = [json.dumps(properties["Role"]) for properties in found.values()]
    assert len(set(roles)) == len(FUNCTIONS)


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_is_woken_by_its_two_queues_and_may_fail_in_part(template: dict[str, Any], stage: str) -> None:
    events = [event["Properties"] for event in functions(template)[stage.title()]["Events"].values()]
    queues = {properties["Queue"]["Fn::Sub"].rsplit(":", 1)[1] for properties in events}
    assert queues == {f"rubrica-${{Stage}}-{stage}", f"rubrica-${{Stage}}-{stage}-aside"}
    for properties in events:
        assert properties["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert properties["BatchSize"] <= 10, "what stands aside is moved in one call"


def test_a_message_stays_with_its_worker_six_times_as_long_as_the_worker_may_run(template: dict[str, Any]) -> None:
    state = STATE.read_text()
    visibility = int(state.split("VisibilitySeconds:")[1].split("Default:")[1].split()[0])
    longest = max(functions(template)[stage.title()]["Timeout"] for stage in STAGES)
    assert visibility >= 6 * longest


def test_a_lease_outlives_every_function(template: dict[str, Any]) -> None:
    longest = max(properties["Timeout"] for properties in functions(template).values())
    assert template["Parameters"]["LeaseSeconds"]["Default"] > longest


def test_tracing_and_runtime_of_every_function_follow_the_parameters(template: dict[str, Any]) -> None:
    for name, properties in functions(template).items():
        assert properties["Tracing"] == {"Fn::If": ["TracingOn", "Active", "PassThrough"]}, name
        assert properties["Runtime"] == {"Ref": "Runtime"}, name


def test_no_role_may_do_everything_or_touch_everything(template: dict[str, Any]) -> None:
    for role, statement in statements(template):
        actions = statement["Action"]
        assert all("*" not in action for action in actions), (role, statement)
        if statement["Resource"] == "*":
            assert all(action.startswith("xray:") for action in actions), (role, statement)


def test_only_signing_reads_keys_and_only_with_a_tenant_and_a_purpose(template: dict[str, Any]) -> None:
    found = [(r, s) for r, s in statements(template) if "signing-key" in json.dumps(s["Resource"])]
    assert [role for role, _ in found] == ["SigningRole"]
    guard, condition, _ = found[0][1]["Condition"]["Fn::If"]
    assert guard == "FineIam"
    assert template["Parameters"]["FineIam"]["Default"] == "true"
    assert "kms:EncryptionContext:purpose" in condition["StringEquals"]
    assert condition["Null"]["kms:EncryptionContext:tenant"] == "false"


def test_only_the_portal_opens_its_secret(template: dict[str, Any]) -> None:
    found = [(r, s) for r, s in statements(template) if any(a.startswith("kms:") for a in s["Action"])]
    portal = {role: s for role, s in found if "portal-key" in json.dumps(s["Resource"])}
    assert set(portal) == {"ApiHandlerRole", "LettersRole"}
    assert len(portal) + 1 == len(found)
    for statement in portal.values():
        _, condition, _ = statement["Condition"]["Fn::If"]
        assert condition == {"StringEquals": {"kms:EncryptionContext:purpose": "portal"}}


def test_the_pages_change_of_a_document_only_what_its_receiver_did(template: dict[str, Any]) -> None:
    own = [s for role, s in statements(template) if role == "ApiHandlerRole"]
    found = [s for s in own if "dynamodb:UpdateItem" in s["Action"] and "-documents" in json.dumps(s["Resource"])]
    assert [s["Action"] for s in found] == [["dynamodb:UpdateItem"]]
    _, condition, _ = found[0]["Condition"]["Fn::If"]
    allowed = condition["ForAllValues:StringEquals"]["dynamodb:Attributes"]
    assert "authority" not in allowed
    assert "total" not in allowed


def test_mail_leaves_under_the_sender_alone(template: dict[str, Any]) -> None:
    found = [(role, s) for role, s in statements(template) if any(a.startswith("ses:") for a in s["Action"])]
    assert {role for role, _ in found} == {"NotificationRole", "LettersRole"}
    for _, statement in found:
        guard, condition, _ = statement["Condition"]["Fn::If"]
        assert guard == "FineIam"
        assert condition == {"StringEquals": {"ses:FromAddress": {"Ref": "MailSender"}}}


def test_signed_files_are_written_by_signing_alone(template: dict[str, Any]) -> None:
    writers = {
        role
        for role, statement in statements(template)
        if "s3:PutObject" in statement["Action"] and "/signed/" in json.dumps(statement["Resource"])
    }
    assert writers == {"SigningRole"}


def test_the_chain_is_written_by_the_ledger_alone_and_nobody_else_takes_anything_from_what_waits(
    template: dict[str, Any],
) -> None:
    allowed: dict[str, set[str]] = {}
    for role, statement in statements(template):
        text = json.dumps(statement["Resource"])
        if text.rstrip('"}').endswith("-ledger"):
            assert role == "LedgerRole"
        elif "-ledger-pending" in text:
            allowed.setdefault(role, set()).update(statement["Action"])
    assert allowed.pop("LedgerRole") == {"dynamodb:Scan", "dynamodb:Query", "dynamodb:DeleteItem"}
    assert {frozenset(actions) for actions in allowed.values()} == {frozenset({"dynamodb:PutItem"})}


def test_whoever_stores_what_must_be_kept_may_lock_it_and_nobody_may_unlock(template: dict[str, Any]) -> None:
    stores, locks = set(), set()
    for role, statement in statements(template):
        for folder in ("authorized", "ride", "ledger"):
            if f"/{folder}/*" in json.dumps(statement["Resource"]):
                stores |= {(role, folder)} if "s3:PutObject" in statement["Action"] else set()
                locks |= {(role, folder)} if "s3:PutObjectRetention" in statement["Action"] else set()
        assert "s3:BypassGovernanceRetention" not in statement["Action"]
        if any(action.startswith("s3:Delete") for action in statement["Action"]):
            only = statement["Resource"]["Fn::Sub"].rpartition("-inbox-")[2]
            assert (role, only) == ("IntakeRole", "${AWS::AccountId}/in/*"), "it puts away what it has taken in"
    assert stores == locks
    assert {folder for _, folder in locks} == {"authorized", "ride", "ledger"}
    assert template["Parameters"]["ArchiveLock"]["Default"] == "COMPLIANCE"


def test_only_what_is_dropped_wakes_the_intake_and_only_the_results_function_writes_results(
    template: dict[str, Any],
) -> None:
    state = STATE.read_text()
    inbox = state.split("  InboxBucket:")[1].split("  ArchiveBucket:")[0]
    assert "{Name: prefix, Value: in/}" in inbox.split("NotificationConfiguration:")[1]
    assert inbox.count("!GetAtt IntakeQueue.Arn") == 1
    writers = set()
    for role, statement in statements(template):
        if "s3:PutObject" in statement["Action"] and "-inbox-" in json.dumps(statement["Resource"]):
            writers.add((role, statement["Resource"]["Fn::Sub"].rpartition("/")[0].rpartition("}/")[2]))
    assert writers == {("IntakeRole", "taken"), ("ResultsRole", "results")}


def test_nothing_but_parameters_and_imports_differs_between_stages(template: dict[str, Any]) -> None:
    """The packaged template names no account, no region and no stage."""
    text = json.dumps(template)
    assert "000000000000" not in text
    assert "us-east-1" not in text
    assert "rubrica-local" not in text
