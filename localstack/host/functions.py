"""Runs the functions of LocalStack as processes under AWS's own Java runtime client. LocalStack decides which environment serves a
call; here each environment is a JVM, of which there are only so many at once."""

import collections
import functools
import json
import logging
import os
import platform
import queue
import subprocess
import tempfile
import threading
import time
import zipfile
from concurrent.futures import Future
from concurrent.futures import TimeoutError as Late
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from localstack import config
from localstack.services.lambda_.invocation.lambda_models import InvocationResult
from localstack.services.lambda_.invocation.runtime_executor import RuntimeExecutor

LOG = logging.getLogger(__name__)

JAVA = os.path.join(os.environ["JAVA_HOME"], "bin", "java")
RUNTIME = os.environ["IOTA_LAMBDA_RUNTIME"]  # jars of the runtime client and of what it needs
LOGS = os.environ["IOTA_LAMBDA_LOGS"]
MOST = int(os.environ["IOTA_LAMBDA_PROCESSES"])
MAIN = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda"
JNI = "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI"
STARTING = 110  # seconds from the start of a process until it asks for its first call
# Seconds more for the first call, which loads what a snapshot would have in it: a process that is ended for that never gets warm.
WARMING = 240
FLAGS = [
    "-Xmx192m",
    "-Xss512k",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseCompactObjectHeaders",
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
]


@functools.cache
def native_client():
    """The runtime client's library as a file. Left to itself each process writes it to the same file in /tmp, also while another one
    loads it, which dies of that; in Lambda no two share that folder."""
    machine = {"x86_64": "x86_64", "aarch64": "aarch_64"}[platform.machine()]
    system = "linux" if platform.libc_ver()[0] else "linux_musl"
    jar = next(jar for jar in RUNTIME.split(os.pathsep) if "runtime-interface-client" in jar)
    with zipfile.ZipFile(jar) as archive:
        return archive.extract(f"jni/libaws-lambda-jni.{system}-{machine}.so", tempfile.gettempdir())


class Places:
    """At most so many processes: who needs one and finds none takes it from the environment that was idle for longest."""

    def __init__(self, most):
        self.most = most
        self.changed = threading.Condition()
        self.idle = collections.OrderedDict()  # environments with a process, the longest idle first
        self.busy = set()

    def take(self, environment):
        """Waits for a place; true if the environment's process is there."""
        with self.changed:
            while True:
                if self.idle.pop(environment, None):
                    self.busy.add(environment)
                    return True
                if len(self.idle) + len(self.busy) < self.most:
                    break
                if self.idle:
                    other, _ = self.idle.popitem(last=False)
                    other.end()
                    break
                self.changed.wait()
            self.busy.add(environment)
            return False

    def give_back(self, environment, lives):
        with self.changed:
            self.busy.discard(environment)
            if lives:
                self.idle[environment] = True
            self.changed.notify_all()

    def forget(self, environment):
        with self.changed:
            self.idle.pop(environment, None)
            self.busy.discard(environment)
            self.changed.notify_all()


PLACES = Places(MOST)


class Code:
    """Archives of functions as files, one for all functions that have the same."""

    lock = threading.Lock()
    files = {}

    @classmethod
    def file(cls, code):
        with cls.lock:
            if code.code_sha256 not in cls.files:
                with tempfile.NamedTemporaryFile(suffix=".jar", delete=False) as file:
                    code._download_archive_to_file(file)
                cls.files[code.code_sha256] = file.name
            return cls.files[code.code_sha256]


class RuntimeApi(BaseHTTPRequestHandler):
    """What the runtime client asks for its next invocation, and tells the answer."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def do_GET(self):
        life = self.server.life
        if not life.ready.done():
            life.ready.set_result(True)
        work = life.work.get()
        if work is None:  # the process is gone
            self.close_connection = True
            return
        self.answer(
            200,
            work["payload"].encode(),
            {
                "Lambda-Runtime-Aws-Request-Id": work["invoke-id"],
                "Lambda-Runtime-Deadline-Ms": str(work["deadline"]),
                "Lambda-Runtime-Invoked-Function-Arn": work["invoked-function-arn"],
                "Lambda-Runtime-Trace-Id": work["trace-id"],
            },
        )

    def do_POST(self):
        life = self.server.life
        body = self.body()
        *_, subject, verb = self.path.split("/")
        if (subject, verb) == ("init", "error"):
            if not life.ready.done():
                life.ready.set_exception(RuntimeError(body.decode(errors="replace")))
        else:
            future = life.pending.pop(subject, None)
            if future and not future.done():
                future.set_result((body, verb == "error"))
        self.answer(202)

    def body(self):
        length = self.headers.get("Content-Length")
        if length is not None:
            return self.rfile.read(int(length))
        chunks = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(chunks)

    def answer(self, status, body=b"{}", headers=None):
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Life:
    """One process of an environment, from its start to its end."""

    def __init__(self, name, log, jar, handler, environment):
        self.name = name
        self.work = queue.Queue()
        self.pending = {}
        self.ready = Future()
        self.warm = False
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), RuntimeApi)
        self.server.daemon_threads = True
        self.server.life = self
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        variables = {
            "PATH": os.environ["PATH"],
            "HOME": tempfile.gettempdir(),
            "MALLOC_ARENA_MAX": "2",
            **environment,
            "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{self.server.server_address[1]}",
            "LAMBDA_TASK_ROOT": os.path.dirname(jar),
        }
        with Code.lock:  # written once, before anybody loads it
            library = native_client()
        places = [
            f"-Djava.io.tmpdir={tempfile.gettempdir()}",
            f"-XX:ErrorFile={os.path.join(LOGS, 'hs_err_%p.log')}",
            f"-D{JNI}={library}",
        ]
        command = [JAVA, *FLAGS, *places, "-cp", f"{jar}:{RUNTIME}", MAIN, handler]
        with open(log, "ab") as out:
            self.process = subprocess.Popen(command, env=variables, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        threading.Thread(target=self.watch, daemon=True).start()

    def watch(self):
        status = self.process.wait()
        if not self.ready.done():
            self.ready.set_exception(RuntimeError(f"the process of {self.name} ended with {status} while it started"))
        body = failure("Runtime.ExitError", f"the process of {self.name} ended with {status}")
        for future in list(self.pending.values()):
            if not future.done():
                future.set_result((body, True))
        self.server.shutdown()
        self.server.server_close()

    def call(self, payload, timeout):
        request = payload["invoke-id"]
        future = self.pending[request] = Future()
        if self.process.poll() is not None:
            return failure("Runtime.ExitError", f"the process of {self.name} had ended"), True
        limit = timeout if self.warm else timeout + WARMING
        self.work.put({**payload, "deadline": int((time.time() + limit) * 1000)})
        try:
            answer = future.result(timeout=limit)
            self.warm = True
            return answer
        except Late:
            self.end()
            return failure("Sandbox.Timedout", f"RequestId: {request} Error: Task timed out after {limit:.2f} seconds"), True

    def lives(self):
        return self.process.poll() is None

    def end(self):
        self.process.kill()
        self.work.put(None)


def failure(kind, message):
    return json.dumps({"errorType": kind, "errorMessage": message}).encode()


class ProcessExecutor(RuntimeExecutor):
    """One environment of LocalStack. Its process comes with the first call and again with a later one, if it was ended meanwhile."""

    def __init__(self, id, function_version):
        super().__init__(id=id, function_version=function_version)
        self.name = function_version.id.function_name
        self.log = os.path.join(LOGS, f"{self.name}.log")
        self.environment = {}
        self.life = None

    def start(self, env_vars):
        self.environment = {name: str(value) for name, value in env_vars.items()}

    def begin(self):
        settings = self.function_version.config
        began = time.time()
        self.life = Life(self.name, self.log, Code.file(settings.code), settings.handler, self.environment)
        try:
            self.life.ready.result(timeout=STARTING)
        except BaseException:
            self.life.end()
            raise
        LOG.info("%s started in %.1f s", self.name, time.time() - began)

    def invoke(self, payload):
        request = payload["invoke-id"]
        began = time.time()
        is_there = PLACES.take(self)
        try:
            if not is_there or not self.life.lives():
                self.begin()
            body, is_error = self.life.call(payload, self.function_version.config.timeout)
        except Exception as e:
            LOG.warning("%s did not start: %s", self.name, e)
            body, is_error = failure("Runtime.ExitError", str(e)), True
        finally:
            PLACES.give_back(self, self.life is not None and self.life.lives())
        milliseconds = (time.time() - began) * 1000
        logs = f"START RequestId: {request}\nEND RequestId: {request}\nREPORT RequestId: {request} Duration: {milliseconds:.2f} ms"
        return InvocationResult(request, body, is_error=is_error, logs=logs)

    def end(self):
        if self.life:
            self.life.end()

    def stop(self):
        PLACES.forget(self)
        self.end()

    def get_address(self):
        return "127.0.0.1"

    def get_endpoint_from_executor(self):
        return "127.0.0.1"

    def get_runtime_endpoint(self):
        return f"http://127.0.0.1:{config.GATEWAY_LISTEN[0].port}/_localstack_lambda/{self.id}"

    def get_logs(self):
        return ""

    @classmethod
    def prepare_version(cls, function_version):
        Code.file(function_version.config.code)

    @classmethod
    def cleanup_version(cls, function_version):
        pass
