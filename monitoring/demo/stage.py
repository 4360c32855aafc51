"""Two numeralds under mixed traffic, one of them with a queue that is too small, and a Prometheus that watches them."""
import contextlib
import pathlib
import signal

import limits
import stack
import traffic

SMALL_QUEUE = ("--queue", "4", "--threads", "1")


class Stage:
    def __init__(self, good, small, prometheus, limited):
        self.good, self.small, self.prometheus = good, small, prometheus
        self.limited = limited  # whether the good one has a container's limits

    def reload(self):
        self.good.process.send_signal(signal.SIGHUP)


@contextlib.contextmanager
def play(program, folder, environment=None):
    """The stage, while traffic goes on; all of it ends with the `with`. `environment` is the good server's."""
    folder = pathlib.Path(folder)
    (folder / "rules").mkdir()
    with contextlib.ExitStack() as curtain:
        enter = curtain.enter_context(limits.limited())
        good = curtain.enter_context(stack.Numerald(program, folder, name="good", environment=environment,
                                                    preexec_fn=enter))
        small = curtain.enter_context(stack.Numerald(program, folder, *SMALL_QUEUE, name="small"))
        settings = stack.derived(stack.quickened(folder / "rules"), [good.target, small.target])
        prometheus = curtain.enter_context(stack.Prometheus(folder, settings))
        # A rate sees only what changes between two scrapes, so the first one comes before the traffic.
        stack.wait(lambda: len(prometheus.query('up{job="numerald"} == 1')) == 2, "the first scrapes")
        curtain.enter_context(traffic.Traffic(good.url, clients=2, rate=15))
        curtain.enter_context(traffic.Traffic(small.url, clients=1, rate=8))
        curtain.enter_context(traffic.flood(small.url, clients=8, rate=12))
        yield Stage(good, small, prometheus, limited=enter is not None)
