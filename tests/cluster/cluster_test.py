#!/usr/bin/env python3
"""A real cluster of containers, its faults and what they cost.

Builds the image, starts docker/compose.yaml on podman and goes through the checks in order; prints a line for each with
what was measured. Ends with 77 where containers cannot be run, 1 where a check failed.
"""
import argparse
import pathlib
import subprocess
import sys
import time

import alone
import faults
import figures
import images
import ordinary
import settings
from cluster import Cluster
from mail_sink import MailSink
from stage import Failed, Stage, Unreachable, whatIsMissing

CHECKS = (figures.image, ordinary.start, ordinary.discovery, ordinary.sharing, ordinary.scaling, faults.killing,
          faults.outOfMemory, faults.cutOff, ordinary.rolling, figures.limit, figures.capacity, faults.fullDisk,
          faults.prometheusRestart, faults.alerting, ordinary.tls, alone.twoByHand, alone.profiles)
NAMES = [check.__name__ for check in CHECKS]
SKIPPED = 77


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("numeralctl")
    parser.add_argument("folder", type=lambda path: pathlib.Path(path).resolve(), help="for images and settings")
    parser.add_argument("checks", nargs="*", metavar="CHECK", help=f"all unless named: {', '.join(NAMES)}")
    parser.add_argument("--root", type=pathlib.Path, help="an image of this folder, instead of building the Dockerfile")
    parser.add_argument("--configure", default="", help="more for cmake while the Dockerfile is built")
    parser.add_argument("--shipped-times", action="store_true", help="look and alert as seldom as shipped")
    chosen = parser.parse_args()
    if unknown := set(chosen.checks) - set(NAMES):
        parser.error(f"there is no check {', '.join(sorted(unknown))}; choose from {', '.join(NAMES)}")
    return chosen


def passes(check, cluster):
    begin = time.monotonic()
    try:
        words, fine = check(cluster), True
    except (Failed, OSError, subprocess.SubprocessError) as error:
        words, fine = error, False
    print(f"{'ok    ' if fine else 'FAILED'} {time.monotonic() - begin:4.0f} s  {check.__name__}: {words}", flush=True)
    return fine


def main():
    chosen = arguments()
    if missing := whatIsMissing(images.programs()):
        print(f"SKIPPED, the cluster was not tested: {missing}.")
        return SKIPPED
    stage = Stage(chosen.folder, settings.NETWORKS)
    if reason := stage.refuses():
        print(f"SKIPPED, the cluster was not tested: no container starts here.\n{reason}")
        return SKIPPED
    try:
        images.make(stage, chosen.root, chosen.configure)
    except Unreachable as reason:
        print(f"SKIPPED, the cluster was not tested. {reason}")
        return SKIPPED
    wanted = [check for check in CHECKS if not chosen.checks or check.__name__ in chosen.checks]
    with MailSink() as mailbox, stage:
        settings.write(stage.folder, mailbox.port, chosen.shipped_times)
        cluster = Cluster(stage, chosen.numeralctl, mailbox)
        passed = sum(passes(check, cluster) for check in wanted)
    print(f"Run with {images.versions()}.\n{passed} passed, {len(wanted) - passed} failed")
    return 0 if passed == len(wanted) else 1


if __name__ == "__main__":
    sys.exit(main())
