"""Reports that mocha 12 and jest 30 wrote of a small test file, cut to a few tests and frames."""

MOCHA: dict[str, list[dict[str, object]]] = {
    "tests": [
        {
            "title": "attack: a",
            "fullTitle": "attack: a",
            "file": "/srv/app/test/proof.test.js",
            "err": {
                "stack": 'AssertionError [ERR_ASSERTION]: Expected "actual" to be strictly unequal to: '
                "'x'\n"
                "    at Context.<anonymous> (/srv/app/test/proof.test.js:3:91)",
                "message": "Expected \"actual\" to be strictly unequal to: 'x'",
                "name": "AssertionError",
                "code": "ERR_ASSERTION",
            },
        },
        {
            "title": "attack: throws",
            "fullTitle": "attack: throws",
            "file": "/srv/app/test/proof.test.js",
            "err": {
                "stack": "TypeError: no\n"
                "    at Object.boom (/srv/app/app.js:2:35)\n"
                "    at Context.<anonymous> (/srv/app/test/proof.test.js:4:32)\n"
                "    at callFn (file:///srv/app/node_modules/mocha/lib/runnable.js:360:23)\n"
                "    at Test.run (file:///srv/app/node_modules/mocha/lib/runnable.js:348:7)",
                "message": "no",
            },
        },
        {
            "title": "attack: inner",
            "fullTitle": "attack: inner",
            "file": "/srv/app/test/proof.test.js",
            "err": {
                "stack": "AssertionError [ERR_ASSERTION]: in app\n"
                "    at Object.inner (/srv/app/app.js:2:76)\n"
                "    at Context.<anonymous> (/srv/app/test/proof.test.js:5:31)\n"
                "    at callFn (file:///srv/app/node_modules/mocha/lib/runnable.js:360:23)\n"
                "    at Test.run (file:///srv/app/node_modules/mocha/lib/runnable.js:348:7)",
                "message": "in app",
                "name": "AssertionError",
                "code": "ERR_ASSERTION",
            },
        },
        {
            "title": "attack: skipped",
            "fullTitle": "attack: skipped",
            "file": "/srv/app/test/proof.test.js",
            "err": {},
        },
        {
            "title": "attack: callback",
            "fullTitle": "attack: callback",
            "file": "/srv/app/test/proof.test.js",
            "err": {
                "stack": "AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:\n"
                "\n"
                "1 !== 2\n"
                "\n"
                "    at Timeout._onTimeout (/srv/app/test/proof.test.js:8:62)\n"
                "    at listOnTimeout (node:internal/timers:581:17)\n"
                "    at process.processTimers (node:internal/timers:519:7)",
                "message": "Expected values to be strictly equal:\n\n1 !== 2\n",
                "name": "AssertionError",
                "code": "ERR_ASSERTION",
                "uncaught": True,
            },
        },
        {
            "title": "attack: nested",
            "fullTitle": "group attack: nested",
            "file": "/srv/app/test/proof.test.js",
            "err": {
                "stack": "AssertionError [ERR_ASSERTION]: Expected values to be strictly deep-equal:\n"
                "+ actual - expected\n"
                "\n"
                "  {\n"
                "+   a: 1\n"
                "-   a: 2\n"
                "  }\n"
                "    at Context.<anonymous> (/srv/app/test/proof.test.js:9:63)\n"
                "    at callFn (file:///srv/app/node_modules/mocha/lib/runnable.js:360:23)\n"
                "    at Test.run (file:///srv/app/node_modules/mocha/lib/runnable.js:348:7)\n"
                "    at Runner.runTest "
                "(file:///srv/app/node_modules/mocha/lib/runner.js:809:10)",
                "message": "Expected values to be strictly deep-equal:\n"
                "+ actual - expected\n"
                "\n"
                "  {\n"
                "+   a: 1\n"
                "-   a: 2\n"
                "  }",
                "name": "AssertionError",
                "code": "ERR_ASSERTION",
            },
        },
        {
            "title": "control: ok",
            "fullTitle": "group control: ok",
            "file": "/srv/app/test/proof.test.js",
            "err": {},
        },
    ],
    "pending": [
        {
            "title": "attack: skipped",
            "fullTitle": "attack: skipped",
            "file": "/srv/app/test/proof.test.js",
            "err": {},
        }
    ],
    "failures": [],
}

JEST: dict[str, list[dict[str, object]]] = {
    "testResults": [
        {
            "name": "/srv/app/test/proof.test.js",
            "status": "failed",
            "assertionResults": [
                {
                    "title": "attack: a",
                    "status": "failed",
                    "failureMessages": [
                        "Error: expect(received).not.toBe(expected) // "
                        "Object.is equality\n"
                        "\n"
                        'Expected: not "x"\n'
                        "    at toBe "
                        "(/srv/app/test/proof.test.js:3:80)"
                    ],
                },
                {
                    "title": "attack: node assert",
                    "status": "failed",
                    "failureMessages": [
                        "assert.strictEqual(received, expected)\n"
                        "\n"
                        "Expected value to strictly be equal to:\n"
                        "  2\n"
                        "Received:\n"
                        "  1\n"
                        "    at Object.equal "
                        "(/srv/app/test/proof.test.js:4:44)\n"
                        "    at Promise.finally.completed "
                        "(/srv/app/node_modules/jest-circus/build/jestAdapterInit.js:1834:28)\n"
                        "    at new Promise (<anonymous>)\n"
                        "    at callAsyncCircusFn "
                        "(/srv/app/node_modules/jest-circus/build/jestAdapterInit.js:1774:10)"
                    ],
                },
                {
                    "title": "attack: throws",
                    "status": "failed",
                    "failureMessages": [
                        "TypeError: no\n"
                        "    at Object.boom (/srv/app/app.js:2:35)\n"
                        "    at Object.boom "
                        "(/srv/app/test/proof.test.js:5:34)\n"
                        "    at Promise.finally.completed "
                        "(/srv/app/node_modules/jest-circus/build/jestAdapterInit.js:1834:28)\n"
                        "    at new Promise (<anonymous>)"
                    ],
                },
                {
                    "title": "attack: inner",
                    "status": "failed",
                    "failureMessages": [
                        "assert(received)\n"
                        "\n"
                        "Expected value to be equal to:\n"
                        "  true\n"
                        "Received:\n"
                        "  false\n"
                        "\n"
                        "Message:\n"
                        "  in app\n"
                        "    at Object.ok [as inner] "
                        "(/srv/app/app.js:2:76)\n"
                        "    at Object.inner "
                        "(/srv/app/test/proof.test.js:6:33)\n"
                        "    at Promise.finally.completed "
                        "(/srv/app/node_modules/jest-circus/build/jestAdapterInit.js:1834:28)\n"
                        "    at new Promise (<anonymous>)"
                    ],
                },
                {"title": "attack: skipped", "status": "pending", "failureMessages": []},
                {"title": "attack: todo", "status": "todo", "failureMessages": []},
                {
                    "title": "attack: resolves",
                    "status": "failed",
                    "failureMessages": [
                        "Error: "
                        "expect(received).resolves.toBe(expected) // "
                        "Object.is equality\n"
                        "\n"
                        "Expected: 2\n"
                        "Received: 1\n"
                        "    at Object.toBe "
                        "(/srv/app/node_modules/expect/build/index.js:2140:20)\n"
                        "    at Object.toBe "
                        "(/srv/app/test/proof.test.js:9:82)\n"
                        "    at Promise.finally.completed "
                        "(/srv/app/node_modules/jest-circus/build/jestAdapterInit.js:1834:28)\n"
                        "    at new Promise (<anonymous>)"
                    ],
                },
                {
                    "title": "attack: nested",
                    "status": "failed",
                    "failureMessages": [
                        "Error: expect(received).toEqual(expected) // "
                        "deep equality\n"
                        "\n"
                        "- Expected  - 1\n"
                        "+ Received  + 1\n"
                        "\n"
                        "  Object {\n"
                        '-   "a": 2,\n'
                        '+   "a": 1,\n'
                        "  }\n"
                        "    at Object.toEqual "
                        "(/srv/app/test/proof.test.js:10:73)\n"
                        "    at Promise.finally.completed "
                        "(/srv/app/node_modules/jest-circus/build/jestAdapterInit.js:1834:28)\n"
                        "    at new Promise (<anonymous>)\n"
                        "    at callAsyncCircusFn "
                        "(/srv/app/node_modules/jest-circus/build/jestAdapterInit.js:1774:10)"
                    ],
                },
                {"title": "control: ok", "status": "passed", "failureMessages": []},
            ],
        }
    ]
}
