# SPDX-License-Identifier: Apache-2.0
"""Runs whole challenges on EvalAI's own API, database and worker; runs in the Python of its worker.

python evalai_real.py CHECKOUT DATABASE_URL FOLDER reads FOLDER/plan.json, a list of {"bundle": file, "submissions": [{"team", "phase", "file"}…]},
and writes FOLDER/found.json: what the API answers to the host, to each entrant and to everybody. Only the queue between API and worker is
replaced: the message is handed over directly. EvalAI makes a database of its own on the server and removes it at the end.
"""

from __future__ import annotations

import functools
import http.server
import importlib.util
import json
import os
import platform
import resource
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

FILES = ("input_file", "stdout_file", "stderr_file", "submission_result_file", "submission_metadata_file")


def prepare(checkout, database, folder):
    """Django as EvalAI's tests have it, with files below FOLDER/media, served at the port that is returned."""
    url = urlsplit(database)
    os.environ.update({
        "DJANGO_SETTINGS_MODULE": "settings.test", "POSTGRES_NAME": url.path.lstrip("/"), "POSTGRES_USER": url.username or "postgres",
        "POSTGRES_PASSWORD": url.password or "", "POSTGRES_HOST": url.hostname, "POSTGRES_PORT": str(url.port or 5432),
        "AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none", "AWS_DEFAULT_REGION": "us-east-1", "TMPDIR": str(folder / "tmp"),
        "LIMIT_CONCURRENT_SUBMISSION_PROCESSING": "False", "HOSTNAME": "127.0.0.1",
    })  # fmt: skip
    (folder / "tmp").mkdir()  # the worker's folders; it believes to be alone there
    (folder / "media").mkdir()
    os.chdir(str(checkout))
    sys.path[:0] = [str(checkout), str(checkout / "apps")]
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    import django

    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["*"]
    settings.MEDIA_ROOT = str(folder / "media")
    settings.DJANGO_SERVER, settings.DJANGO_SERVER_PORT = "127.0.0.1", str(server.server_port)
    return server.server_port


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files without a word."""

    def log_message(self, *words):
        pass


class Site:
    """Users, teams and requests."""

    def __init__(self, port):
        self.host = f"127.0.0.1:{port}"

    def client(self, name):
        """The requests of a user with a verified address."""
        from allauth.account.models import EmailAddress
        from django.contrib.auth.models import User
        from rest_framework.test import APIClient

        user, is_new = User.objects.get_or_create(username=name, email=name + "@example.org")
        if is_new:
            EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        client = APIClient(HTTP_HOST=self.host)
        client.force_authenticate(user)
        return client

    def everybody(self):
        """The requests of somebody who has not signed in."""
        from rest_framework.test import APIClient

        return APIClient(HTTP_HOST=self.host)

    def text(self, address):
        """The content of a file, as it is downloaded."""
        if not address:
            return None
        address = address if address.startswith("http") else f"http://{self.host}{address}"
        with urllib.request.urlopen(address) as answer:
            return answer.read().decode("utf-8")


def answered(response, status):
    """The JSON of an answer."""
    if response.status_code != status:
        raise SystemExit("EvalAI answered {}: {}".format(response.status_code, response.content.decode("utf-8", "replace")[:3000]))
    return response.json()


def challenge(site, worker, number, plan):
    """Creates the challenge, submits, and reads all of it back."""
    from challenges.models import Challenge, ChallengePhase, ChallengePhaseSplit

    host = site.client("host")
    team = answered(host.post("/api/hosts/create_challenge_host_team", {"team_name": f"hosts {number}"}), 201)
    with Path(plan["bundle"]).open("rb") as file:
        upload = {"status": "submitted", "zip_configuration": file}
        created = host.post("/api/challenges/challenge/challenge_host_team/{}/zip_upload/".format(team["id"]), upload, format="multipart")
    answered(created, 201)
    made = Challenge.objects.get(creator_id=team["id"])
    made.approved_by_admin = made.published = True  # the act of an administrator of the platform
    made.save()
    worker.load_challenge(made)
    made.refresh_from_db()
    phases = {phase.codename: phase for phase in ChallengePhase.objects.filter(challenge=made)}
    submissions = [submitted(site, worker, made, phases[entry["phase"]], entry, number) for entry in plan["submissions"]]
    seen = host.get(f"/api/challenges/{made.pk}/challenge_phase/{next(iter(phases.values())).pk}/submissions")
    boards = {}
    for split in ChallengePhaseSplit.objects.filter(challenge_phase__challenge=made).select_related("challenge_phase", "dataset_split"):
        address = f"/api/jobs/challenge_phase_split/{split.pk}/leaderboard/?page_size=1000"
        board = answered(site.everybody().get(address), 200)
        boards[f"{split.challenge_phase.codename}/{split.dataset_split.codename}"] = board["results"]
    return {
        "created": created.status_code,
        "module_error": made.evaluation_module_error,
        "submissions": submissions,
        "leaderboards": boards,
        "host_sees": [sorted(row) for row in seen.json()["results"]] if seen.status_code == 200 else seen.status_code,
    }


def submitted(site, worker, made, phase, entry, number):
    """What became of a submission, as the entrant and as the host read it."""
    from jobs.models import Submission

    client = site.client("{} {}".format(entry["team"], number).replace(" ", "_"))
    if not entry.get("again"):
        team = answered(client.post("/api/participants/participant_team", {"team_name": "{} {}".format(entry["team"], number)}), 201)
        joined = client.post("/api/challenges/challenge/{}/participant_team/{}".format(made.pk, team["id"]))
        if joined.status_code != 201:
            answered(joined, 201)
    with Path(entry["file"]).open("rb") as file:
        form = {"status": "submitting", "input_file": file, "method_name": "try"}
        address = f"/api/jobs/challenge/{made.pk}/challenge_phase/{phase.pk}/submission/"
        posted = answered(client.post(address, form, format="multipart"), 201)
    before, peak = resource.getrusage(resource.RUSAGE_SELF), memory()
    worker.process_submission_message({"challenge_pk": made.pk, "phase_pk": phase.pk, "submission_pk": posted["id"]})
    after = resource.getrusage(resource.RUSAGE_SELF)
    read = answered(client.get(address), 200)["results"]
    own = next(row for row in read if row["id"] == posted["id"])
    stored = Submission.objects.get(pk=posted["id"])
    return {
        "team": entry["team"],
        "phase": phase.codename,
        "status": own["status"],
        "entrant": {name: site.text(own.get(name)) for name in FILES if name != "input_file"},
        "entrant_fields": own,
        "metadata": site.text(stored.submission_metadata_file.url) if stored.submission_metadata_file else None,
        "seconds": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "mib": {"before": peak, "after": memory()},
    }


def memory():
    """The most that this process has had in memory, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def without_clinmetrics():
    """The worker starts without the package, so that the bundle's own wheels are installed."""
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "uninstall", "--yes", "clinmetrics", "narwhals"]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    importlib.invalidate_caches()
    if "clinmetrics" not in sys.modules and importlib.util.find_spec("clinmetrics") is not None:
        raise SystemExit("clinmetrics is on the path of this Python, so that the wheels of the bundle would not be used")


def main(checkout, database, folder):
    """Runs the plan."""
    port = prepare(checkout, database, folder)
    without_clinmetrics()
    from django.db import connection

    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        found = run(port, json.loads((folder / "plan.json").read_text(encoding="utf-8")))
    finally:
        connection.creation.destroy_test_db(os.environ["POSTGRES_NAME"], verbosity=0)
        without_clinmetrics()
    (folder / "found.json").write_text(json.dumps(found, allow_nan=False), encoding="utf-8")


def run(port, plans):
    """The challenges, one after the other in the same worker."""
    from jobs import views

    views.publish_submission_message = lambda message: None  # the queue
    from scripts.workers import submission_worker as worker

    worker.create_dir_as_python_package(worker.COMPUTE_DIRECTORY_PATH)
    sys.path.append(worker.COMPUTE_DIRECTORY_PATH)
    worker.create_dir_as_python_package(worker.SUBMISSION_DATA_BASE_DIR)
    challenges = [challenge(Site(port), worker, number, plan) for number, plan in enumerate(plans, 1)]
    import clinmetrics
    import numpy

    versions = {"python": platform.python_version(), "libc": " ".join(platform.libc_ver()), "numpy": numpy.__version__}
    versions.update(clinmetrics=clinmetrics.__version__, location=clinmetrics.__file__)
    return {"versions": versions, "challenges": challenges}


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), sys.argv[2], Path(sys.argv[3]).resolve())
