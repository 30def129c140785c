// GitHub's own reading of workflows, and of the expressions that stand in them.
import { register } from 'node:module';
import { Evaluator, Lexer, Parser, data } from '@actions/expressions';

// The parser imports its schema without saying that it is JSON, which Node.js insists on.
const load = "export const load = (url, context, next) => next(url, url.endsWith('.json') ? { ...context, importAttributes: { type: 'json' } } : context);";
register(`data:text/javascript,${encodeURIComponent(load)}`);
const { NoOperationTraceWriter, convertWorkflowTemplate, parseWorkflow } = await import('@actions/workflow-parser');
const { ensureStatusFunction } = await import('@actions/workflow-parser/model/converter/if-condition');

/** What GitHub finds wrong with a workflow. */
export async function complaints(content) {
  const { context, value } = parseWorkflow({ name: 'workflow.yml', content }, new NoOperationTraceWriter());
  await convertWorkflowTemplate(context, value);
  return context.errors.getErrors().map(({ message }) => message);
}

/** Does an `if` hold, where everything before it went well, or did not? */
export function holds(condition = 'success()', contexts, isSound) {
  const functions = Object.entries({ always: true, success: isSound, failure: !isSound }).map(([name, value]) => (
    { name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(value) }
  ));
  const allowedContext = [...Object.keys(contexts), ...functions.map(({ name }) => `${name}(0,0)`)];
  return evaluate(`!!(${ensureStatusFunction(condition, { allowedContext })})`, contexts, functions).value;
}

/** A text, with what stands in `${{ … }}` filled in. */
export function expand(text, contexts) {
  return String(text).replaceAll(/\$\{\{(.*?)\}\}/gs, (_, expression) => evaluate(expression, contexts).coerceString());
}

/** A mapping, with each of its texts filled in. */
export function expandAll(mapping = {}, contexts) {
  return Object.fromEntries(Object.entries(mapping).map(([key, text]) => [key, expand(text, contexts)]));
}

/** The value of an expression; contexts and functions that are not named are errors. */
function evaluate(expression, contexts, functions = []) {
  const { tokens } = new Lexer(expression).lex();
  const tree = new Parser(tokens, Object.keys(contexts), functions).parse();
  const values = JSON.parse(JSON.stringify(contexts), data.reviver);
  return new Evaluator(tree, values, new Map(functions.map((one) => [one.name, one]))).evaluate();
}
