// What the containers of the sample fleet's custom models wrote: runtime logs of the last days, and the startup log of one that
// launched with errors.
import { deploymentId } from "../../../deployments/ids.ts";
import type { LogEntry, LogLevel } from "../../../deployments/logs.ts";
import type { LogQuery } from "../../../ports/platform.ts";

const MINUTE_MS = 60 * 1_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

export interface SampleLog {
  readonly of: LogQuery;
  /** Oldest first. */
  readonly entries: readonly LogEntry[];
}

/** The same numbers for the same `i`, without a pattern that one sees. */
const scattered = (i: number, below: number): number => ((i * 7_919 + 104_729) % 10_007) % below;

interface Serving {
  readonly key: string;
  readonly days: number;
  readonly everyMinutes: number;
  /** What a request left, and what went wrong with every so manieth. */
  readonly request: (i: number) => string;
  readonly odd: readonly {
    readonly each: number;
    readonly level: LogLevel;
    readonly text: (i: number) => string;
  }[];
}

const START: readonly (readonly [LogLevel, string])[] = [
  ["INFO", "Starting gunicorn 23.0.0"],
  ["INFO", "Listening at: http://0.0.0.0:8080 (1)"],
  ["DEBUG", "Loading the model from /opt/code/artifacts"],
  ["INFO", "Model loaded; 4 workers are ready"],
];

function runtime({ key, days, everyMinutes, request, odd }: Serving, now: number): SampleLog {
  const from = now - days * DAY_MS;
  const started = START.map(([level, text], i): LogEntry => ({ at: from + i * 850, level, text }));
  const requests = Math.floor((days * DAY_MS) / (everyMinutes * MINUTE_MS)) - 1;
  const served = Array.from({ length: requests }, (_, i): LogEntry => {
    const at = from + (i + 1) * everyMinutes * MINUTE_MS + scattered(i, everyMinutes * MINUTE_MS);
    const strange = odd.find(({ each }) => i % each === each - 1);
    return strange === undefined
      ? { at, level: "INFO", text: request(i) }
      : { at, level: strange.level, text: strange.text(i) };
  });
  return {
    of: { deploymentId: deploymentId(`d-${key}`), kind: "runtime" },
    entries: [...started, ...served].toSorted((a, b) => a.at - b.at),
  };
}

const post = (i: number, rows: number): string =>
  `POST /predictions/ 200 ${rows + scattered(i, rows * 3)} rows in ${90 + scattered(i + 13, 240)} ms`;

const documentClassifier: Serving = {
  key: "document-classifier",
  days: 4,
  everyMinutes: 9,
  request: (i) => post(i, 4),
  odd: [
    {
      each: 97,
      level: "ERROR",
      text: (i) =>
        [
          `Row ${scattered(i, 12)} of the request could not be scored`,
          "Traceback (most recent call last):",
          '  File "/opt/code/custom.py", line 88, in score',
          "    tokens = tokenizer(text, truncation=True, max_length=512)",
          '  File "/opt/code/tokenizer.py", line 31, in __call__',
          "    return self._encode(text.strip())",
          "AttributeError: 'NoneType' object has no attribute 'strip'",
        ].join("\n"),
    },
    {
      each: 31,
      level: "WARNING",
      text: (i) => `ocr_text has more than 512 tokens and was cut in ${1 + scattered(i, 4)} rows`,
    },
    { each: 17, level: "DEBUG", text: (i) => `Cache of embeddings: ${900 + scattered(i, 90)} entries` },
  ],
};

const networkAnomalies: Serving = {
  key: "network-anomalies",
  days: 5,
  everyMinutes: 130,
  request: (i) => post(i, 1),
  odd: [
    {
      each: 6,
      level: "WARNING",
      text: () => "failed_logins is missing; 0 is taken, as the launch did not find the scaler",
    },
  ],
};

const leadScoring: Serving = {
  key: "lead-scoring",
  days: 3,
  everyMinutes: 25,
  request: (i) => post(i, 3),
  odd: [
    {
      each: 41,
      level: "ERROR",
      text: (i) => `Unknown industry "biotech & <more>" in row ${scattered(i, 20)}: scored without it`,
    },
    { each: 13, level: "WARNING", text: (i) => `Slow request: ${2_000 + scattered(i, 900)} ms for 60 rows` },
  ],
};

/** The launch that went on with errors (network-anomalies). */
function startup(now: number): SampleLog {
  const from = now - 36 * DAY_MS;
  const lines: readonly (readonly [LogLevel, string])[] = [
    ["INFO", "Building the environment python-3.11-isolation-forest"],
    ["INFO", "Installing 14 packages from requirements.txt"],
    ["WARNING", "scikit-learn 1.6.1 differs from 1.5.2, with which the model was written"],
    ["INFO", "Starting the custom model server"],
    [
      "ERROR",
      [
        "load_model() could not read a part of the model; the server goes on without it",
        "Traceback (most recent call last):",
        '  File "/opt/code/custom.py", line 23, in load_model',
        '    scaler = joblib.load(os.path.join(code_dir, "scaler.joblib"))',
        "FileNotFoundError: [Errno 2] No such file or directory: '/opt/code/scaler.joblib'",
      ].join("\n"),
    ],
    ["WARNING", "Null imputation test skipped: the scaler is missing"],
    ["INFO", "Health check answered after 14.2 s"],
    ["ERROR", "Launched with 1 error: the deployment serves, and cannot be activated again once it is off"],
  ];
  return {
    of: { deploymentId: deploymentId("d-network-anomalies"), kind: "startup" },
    entries: lines.map(([level, text], i) => ({ at: from + i * 2_300, level, text })),
  };
}

/** Every entry lies before `now`. */
export const sampleLogs = (now: number): readonly SampleLog[] => [
  runtime(documentClassifier, now),
  runtime(networkAnomalies, now),
  runtime(leadScoring, now),
  startup(now),
];
