/** A receipt on the page: how far the deletion is, what it erased, and the code to keep. */
import './deletion.css';
import { useState } from 'react';
import { formatMoment } from '../../lib/dates';
import { quietly } from '../../lib/quietly';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { erasedOf, receiptFile, type ReceiptTold } from './receiptText';

export function Receipt({ receipt, code, isNew }: { receipt: ReceiptTold; code: string; isNew: boolean }) {
  const { requestedAt, completedAt, banksRemoved } = receipt;
  const number = new Intl.NumberFormat();
  return (
    <>
      <div role="status">
        {completedAt === null ? (
          <Notice title="Being erased">It goes on by itself, also when you close this page.</Notice>
        ) : (
          <Notice tone="good" title="Everything is erased, here and at Plaid" />
        )}
      </div>
      {isNew && <Keep receipt={receipt} code={code} />}
      <dl className="receipt">
        <div>
          <dt>Closed</dt>
          <dd>{formatMoment(requestedAt)}</dd>
        </div>
        <div>
          <dt>Erased</dt>
          <dd>{completedAt === null ? 'under way' : formatMoment(completedAt)}</dd>
        </div>
        <div>
          <dt>Banks {completedAt === null ? 'to be removed' : 'removed'} at Plaid</dt>
          <dd className="number">{number.format(banksRemoved)}</dd>
        </div>
      </dl>
      <section className="receipt-erased" aria-label="What there was">
        <h2>What there was</h2>
        <dl className="receipt">
          {erasedOf(receipt).map(({ what, words, count }) => (
            <div key={what}>
              <dt>{words}</dt>
              <dd className="number">{number.format(count)}</dd>
            </div>
          ))}
        </dl>
      </section>
    </>
  );
}

/** The code, which is shown this once. */
function Keep({ receipt, code }: { receipt: ReceiptTold; code: string }) {
  const [isCopied, setCopied] = useState(false);

  async function copy() {
    await navigator.clipboard.writeText(code);
    setCopied(true);
  }

  function download() {
    const address = URL.createObjectURL(new Blob([receiptFile(receipt, code, `${window.location.origin}/receipt`)], { type: 'text/plain' }));
    const link = document.createElement('a');
    link.href = address;
    link.download = 'florin-receipt.txt';
    link.click();
    URL.revokeObjectURL(address);
  }

  return (
    <section className="receipt-keep" aria-label="The code of the receipt">
      <p>With this code you can look at the receipt later. It is shown this once.</p>
      <code className="receipt-code">{code}</code>
      <div className="receipt-acts">
        <Button size="small" onPress={() => { quietly(copy()); }}>
          {isCopied ? 'Copied' : 'Copy the code'}
        </Button>
        <Button size="small" onPress={download}>
          Download the receipt
        </Button>
      </div>
    </section>
  );
}
