// The simulator's own endpoints.

async function call(path, body) {
  const answer = await fetch(`/simulator/${path}`, body === undefined ? {} : {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (answer.ok) return answer.status === 204 ? null : answer.json();
  const problem = await answer.json().catch(() => ({}));
  throw new Error(Object.values(problem.errors ?? {}).flat().join(" ") || problem.detail || `The simulator answered ${answer.status}.`);
}

export const get = path => call(path);
export const post = (path, body = {}) => call(path, body);
